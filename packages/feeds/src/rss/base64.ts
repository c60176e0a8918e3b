import { printable } from '@pressrun/content'

/** Atom 0.3 declares it; in Atom 1.0 it applies to every type that is neither text nor XML (RFC 4287 §4.1.3.3). */
export function isBase64(type: string, mode: string | undefined): boolean {
  if (mode !== undefined) return mode.toLowerCase() === 'base64'
  return type.includes('/') && !/^text\/|[/+]xml$|^application\/(?:xhtml|html)/.test(type)
}

/** Text in base64; empty for anything but text, such as pictures. */
export function decodeBase64(encoded: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
    return text.includes('\0') ? '' : printable(text).trim()
  } catch {
    return ''
  }
}
