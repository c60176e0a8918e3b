import type { AnswerHeaders } from '@pressrun/outbound'

const declaration = /^\s*<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{1,40})["']/

/**
 * A feed's text (RFC 7303 §3): a byte order mark wins over the header, the header over the declaration. A charset that
 * is unknown, or cannot be that of these bytes, is ignored: valid UTF-8 is not Latin-1, and text that is not UTF-8 has
 * the charset that most editors wrote before it.
 */
export function decodeText(bytes: Uint8Array, headers: AnswerHeaders): string {
  const declared = declaration.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 300)))?.[1]
  for (const label of [signatureOf(bytes), charsetOf(headers['content-type']), declared]) {
    const decoder = label === undefined ? undefined : decoderFor(label)
    if (!decoder || (decoder.encoding.startsWith('utf-16') && isSingleBytes(bytes))) continue
    const valid = mayBeUtf8.has(decoder.encoding) ? asValidUtf8(bytes) : undefined
    if (valid !== undefined) return valid
    if (decoder.encoding !== 'utf-8') return decoder.decode(bytes)
  }
  return asValidUtf8(bytes) ?? asInvalidUtf8(bytes)
}

/** Latin-1 in the meaning of the Encoding standard. */
const latin1 = 'windows-1252'
const mayBeUtf8 = new Set(['utf-8', latin1])

function asValidUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A text may be damaged in a few places; where most letters would be, it has another charset. */
function asInvalidUtf8(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes)
  const damaged = text.split('\ufffd').length - 1
  // oxlint-disable-next-line no-control-regex
  const whole = text.replace(/[\0-\x7f\ufffd]+/g, '').length
  return damaged > whole ? new TextDecoder(latin1).decode(bytes) : text
}

/** A byte order mark, or the encoding in UTF-16 of the `<` that XML begins with (XML 1.0 §F.1). */
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
