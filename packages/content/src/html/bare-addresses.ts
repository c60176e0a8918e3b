type Piece = { readonly text: string; readonly link?: { readonly url: string } }

/** Text that GitHub's Markdown may turn into a link, up to the next blank. */
const bareAddress =
  /(?:https?:\/\/|www\.)[^\s<>"]+|(?<![\p{L}\p{N}._+/@-])[\w.+-]{1,64}@[a-z\d-]+(?:\.[a-z\d-]*[a-z\d])+/giu

/** Punctuation of the sentence around an address is no part of it. */
const sentenceEnd = /[?!.,:;'"*_~\\]$/

/** Nothing in it would be escaped, and all of it is recognized as the address. */
const plainAddress =
  /^(?:(?:https?:\/\/|www\.)[\w.-]+(?:\/[\w/.%=?#,;:+@-]*)?|[\w.+-]+@[a-z\d.-]+)(?<=[a-z\d/])$/i

/** Whether an address is recognized as written, with a blank on either side of it. */
export const isPlainAddress = (address: string): boolean =>
  plainAddress.test(address) && !address.includes('_')

/** Whether there may be an address in a text. */
export const mayHoldAddress = (text: string): boolean => /@|:\/\/|www\./i.test(text)

/** Text, cut at the addresses in it. */
export function addressesIn(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(bareAddress)) {
    const address = withoutSentenceEnd(found)
    const end = index + address.length
    const url = urlOf(address)
    if (url === undefined) continue
    if (index > from) pieces.push({ text: text.slice(from, index) })
    pieces.push({ text: address, link: { url } })
    from = end
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

export function withoutSentenceEnd(found: string): string {
  const surplus = { ')': surplusOf(found, '(', ')'), ']': surplusOf(found, '[', ']') }
  let end = found.length
  for (;;) {
    const last = found[end - 1] ?? ''
    if (last === ')' || last === ']') {
      if (surplus[last] <= 0) return found.slice(0, end)
      surplus[last] -= 1
    } else if (!sentenceEnd.test(last)) return found.slice(0, end)
    end -= 1
  }
}

const surplusOf = (text: string, open: string, close: string): number =>
  text.split(close).length - text.split(open).length

function urlOf(address: string): string | undefined {
  if (/^https?:/i.test(address)) return URL.canParse(address) ? address : undefined
  if (/^www\./i.test(address))
    return URL.canParse(`http://${address}`) ? `http://${address}` : undefined
  return `mailto:${address}`
}
