import { connect } from 'node:net'

export type JsonResponse = { readonly status: number; readonly body: unknown }

/**
 * A request to a service of ours over HTTP/1.0, where the body of a response ends with its connection (RFC 1945,
 * section 7.2.2). It is written by hand: `node:http` would take 7 MB of the supervisor for good. Rejects after a
 * silence of `silenceMaxMs`.
 */
export async function getJson(url: string, silenceMaxMs: number): Promise<JsonResponse> {
  const { hostname, host, port, pathname } = new URL(url)
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) })
  socket.setTimeout(silenceMaxMs, () => socket.destroy(new Error('no answer')))
  socket.write(`GET ${pathname} HTTP/1.0\r\nHost: ${host}\r\n\r\n`)
  let text = ''
  for await (const part of socket.setEncoding('utf8')) text += part
  const [, status, body] = /^HTTP\/1\.\d (\d{3}).*?\r\n\r\n(.*)$/s.exec(text) ?? []
  if (body === undefined) throw new Error('no HTTP response')
  return { status: Number(status), body: JSON.parse(body) }
}
