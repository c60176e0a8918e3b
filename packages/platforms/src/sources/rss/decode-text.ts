import type { AnswerHeaders } from '../../outbound/outbound.ts'

const declaration = /^<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{1,40})["']/

/**
 * A feed's text (RFC 7303 §3): a byte order mark wins over the header, the header over the
 * declaration.
 */
export function decodeText(bytes: Uint8Array, headers: AnswerHeaders): string {
  const declared = declaration.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 300)))?.[1]
  const label = byteOrderMark(bytes) ?? charsetOf(headers['content-type']) ?? declared ?? 'utf-8'
  return decoderFor(label).decode(bytes)
}

function byteOrderMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined
}

function charsetOf(contentType: AnswerHeaders[string]): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(String(contentType ?? ''))?.[1]
}

function decoderFor(label: string) {
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder('utf-8')
  }
}
