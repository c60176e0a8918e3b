/** Slack reads these three as its own marks, and nothing else as an entity. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * mrkdwn has no escapes. The fallback of a date without a format is shown as it is, though, and is no mark: found by
 * github.com/yhatt/jsx-slack (docs/about-escape-and-exact-mode.md), which also found the invisible hyphen before a `>`
 * that begins a line and no quote.
 */
const shownAsIs = (sign: string) => `<!date^00000000^{_}|${sign}>`
const softHyphen = '\u00ad'

/** Characters that form marks; in the middle of a word, and between blanks, they do not. */
const signs = /[*_~]/g
const isWord = (character: string) => /[\p{L}\p{N}]/u.test(character)
const isBlank = (character: string) => /\s/.test(character)

function isMark(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at + 1)]
  if (before === '' || after === '') return true
  return !(isWord(before) && isWord(after)) && !(isBlank(before) && isBlank(after))
}

/** Words that Slack shows as they are. */
export function literal(words: string): string {
  const shown = words.replace(signs, (sign, at: number) =>
    isMark(words, at) ? placeOf(sign) : sign,
  )
  return escaped(shown)
    .replaceAll('`', placeOf('`'))
    .replace(/^(?=&gt;|\uff1e)/gm, softHyphen)
    .replace(/\ue000(.)/g, (_, sign: string) => shownAsIs(sign))
}

/** Of the private use area: printable text may have it, but Slack has no glyph for it either. */
const placeOf = (sign: string) => `\ue000${sign}`

/** In the words of a link only look-alike characters are possible, where two of one would form a mark. */
export function literalLabel(label: string): string {
  const isSign = (sign: string, at: number) => sign === '`' || isMark(label, at)
  const found = [...label.matchAll(labelSigns)].flatMap(({ 0: sign, index }) =>
    isSign(sign, index) ? sign : [],
  )
  const paired = new Set(
    Object.keys(likeness).filter((sign) => found.indexOf(sign) < found.lastIndexOf(sign)),
  )
  return escaped(
    label.replace(labelSigns, (sign, at: number) =>
      paired.has(sign) && isSign(sign, at) ? (likeness[sign] ?? sign) : sign,
    ),
  )
}

const labelSigns = /[*_~`]/g
const likeness: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }

/** Whether the words so far have this character where it would end a mark of it. */
export function hasMark(written: string, sign: string): boolean {
  const words = written
    .replace(/<!date\^0{8}\^\{_\}\|(.)>/g, ' $1')
    .replace(/<[^<>]*>|`[^`]*`/g, 'x')
  return [...words.matchAll(signs)].some(
    ({ 0: found, index }) => found === sign && isEdge(words, index),
  )
}

const isEdge = (words: string, at: number) =>
  !(isWord(words.charAt(at - 1)) && isWord(words.charAt(at + 1)))
