const runs = /[\S--[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]]+/gv
/** Addresses, mail addresses, handles and the like: a half of one means nothing. */
const isWhole = (word: string) => /[a-z\d+.-]:\/\/|[@#.]/i.test(word)
/** Scripts without spaces between words: their text may be cut between any of them. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const ellipsis = '…'

/**
 * The longest beginning of a text that fits: it ends after a sentence, or after a word and then with an ellipsis;
 * within a word only where nothing else fits, and never within a grapheme or an address. '' where nothing fits.
 */
export function cutText(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text
  const words = longest(wordEnds(text), text, ellipsis, fits)
  const sentences = longest(sentenceEnds(text), text, '', fits)
  // A sentence is better than half of the next one, unless most of the allowed length would be lost.
  if (sentences !== '' && sentences.length * 2 >= words.length) return sentences
  return words || longest(graphemeEnds(text), text, ellipsis, fits)
}

/** More of a text never fits better: so a binary search needs few steps, and each may render it. */
function longest(
  ends: readonly number[],
  text: string,
  mark: string,
  fits: (text: string) => boolean,
): string {
  const upTo = (end: number) => withoutLooseEnd(text.slice(0, end), mark) + mark
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (fits(upTo(ends[middle] ?? 0))) low = middle + 1
    else high = middle
  }
  const end = ends[low - 1]
  return end === undefined ? '' : upTo(end)
}

const withoutLooseEnd = (text: string, mark: string): string =>
  mark === '' ? text.trimEnd() : text.replace(/(?<![\s.,;:–—-])[\s.,;:–—-]+$/u, '')

/** Segments are computed once, and the tables of each kind are loaded on demand. */
const segmenters = new Map<string, Intl.Segmenter>()

function endsOf(text: string, granularity: 'sentence' | 'word' | 'grapheme'): number[] {
  const segmenter = segmenters.get(granularity) ?? new Intl.Segmenter('und', { granularity })
  segmenters.set(granularity, segmenter)
  const inside = isInside(text)
  return Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length).filter(
    (end) => !inside(end),
  )
}

const sentenceEnds = (text: string) =>
  endsOf(text, 'sentence').filter((end) => {
    const before = text.slice(Math.max(0, end - 12), end)
    const sentence = before.trimEnd()
    const endsLine = before.slice(sentence.length).includes('\n')
    return endsLine || /[.!?…。！？।؟]["'”’»)\]]*$/u.test(sentence)
  })

const wordEnds = (text: string) =>
  endsOf(text, 'word').filter((end) => {
    const [before, after] = [text.charAt(end - 1), text.charAt(end)]
    return after === '' || /\s/.test(after) || (unspaced.test(before) && unspaced.test(after))
  })

const graphemeEnds = (text: string) => endsOf(text, 'grapheme')

/** Whether a place lies within a part that must stay whole. */
function isInside(text: string): (place: number) => boolean {
  const ranges = Array.from(text.matchAll(runs), ({ index, 0: word }) => {
    // Punctuation at the end of a sentence is no part of an address.
    const { length } = word.replace(/(?<![.!?,;:"')\]…])[.!?,;:"')\]…]+$/u, '')
    return [index, isWhole(word) ? index + length : index] as const
  })
  return (place) => ranges.some(([from, to]) => from < place && place < to)
}
