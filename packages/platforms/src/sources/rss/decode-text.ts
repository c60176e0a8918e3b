import type { AnswerHeaders } from '../../outbound/outbound.ts'

const declaration = /^<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{1,40})["']/

/**
 * A feed's text (RFC 7303 §3): a byte order mark wins over the header, the header over the
 * declaration. A charset that is unknown, or cannot be that of these bytes, counts for nothing.
 */
export function decodeText(bytes: Uint8Array, headers: AnswerHeaders): string {
  const declared = declaration.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 300)))?.[1]
  for (const label of [signatureOf(bytes), charsetOf(headers['content-type']), declared]) {
    const decoder = label === undefined ? undefined : decoderFor(label)
    if (decoder && !(decoder.encoding.startsWith('utf-16') && isSingleBytes(bytes)))
      return decoder.decode(bytes)
  }
  return new TextDecoder('utf-8').decode(bytes)
}

/** A byte order mark, or how the `<` that XML begins with is written in UTF-16 (XML 1.0 §F.1). */
function signatureOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be'
  const isLittle = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
  return isLittle ? 'utf-16le' : undefined
}

/** XML begins with ASCII characters; in UTF-16 one byte of each is zero. */
const isSingleBytes = ([first, second]: Uint8Array): boolean =>
  first !== 0 && second !== 0 && !(first === 0xff && second === 0xfe) && first !== 0xfe

function charsetOf(contentType: AnswerHeaders[string]): string | undefined {
  return /;\s*charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(String(contentType ?? ''))?.[1]
}

function decoderFor(label: string) {
  try {
    return new TextDecoder(label)
  } catch {
    return undefined
  }
}
