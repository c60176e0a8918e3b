import { isIP } from 'node:net'

/** The forms of server addresses. Without a library: the supervisor uses this too, and stays small. */

export const isPostgresUrl = (text: string): boolean => hasProtocol(text, /^postgres(ql)?:$/)

export const isHttpUrl = (text: string): boolean => hasProtocol(text, /^https?:$/)

/** One server or several with commas; a bare host gets NATS's own protocol. */
export const isNatsUrls = (text: string): boolean => text.split(',').every(isNatsUrl)

/** A host, an address or a range of them such as 10.0.0.0/8: without scheme, port and path. */
export function isHostOrRange(text: string): boolean {
  const host = text.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0) return true
  const [base = '', bits, ...rest] = text.split('/')
  if (bits === undefined) return /^[\p{L}\p{N}._-]+$/u.test(text) && !/^[\d.]+$/.test(text)
  const bitsMax = { 0: -1, 4: 32, 6: 128 }[isIP(base)] ?? -1
  return rest.length === 0 && /^\d+$/.test(bits) && Number(bits) <= bitsMax
}

function isNatsUrl(text: string): boolean {
  const part = text.trim()
  const url = part.includes('://') ? part : `nats://${part}`
  if (/\s/.test(part) || !hasProtocol(url, /^(nats|tls|wss?):$/)) return false
  return new URL(url).hostname !== ''
}

function hasProtocol(text: string, protocol: RegExp): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return protocol.test(url.protocol) && text.slice(url.protocol.length).startsWith('//')
}
