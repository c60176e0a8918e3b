import type { Socket } from 'node:net'
import { problems, type ProblemCode } from './catalog.ts'

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** What is not valid HTTP reaches no route: the response is written here, by hand, and the connection closed. */
export function clientErrorHandler(cause: Error, socket: Socket): void {
  const reason = 'code' in cause ? String(cause.code) : ''
  if (reason === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const code = codes[reason] ?? 'malformed-request'
  const { status, title } = problems[code]
  const body = JSON.stringify({ type: `urn:pressrun:problem:${code}`, title, status, code })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\n` +
      `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
