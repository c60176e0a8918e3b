import { differencesBetween } from './differences-between.ts'
import { pictureSign, type Reading } from './reading.ts'

/** The text that a plain-text platform shows. */
export type SeenText = { readonly text: string; readonly addresses: readonly string[] }

/** Characters by which plain text expresses what HTML does by elements. */
const decorations = /^[-*•◦▪>"“”()[\]|.:#,–—\d`~_]+$/

/**
 * What plain text lacks or adds, compared with a reading of the HTML: all words in order, code with its spaces, every
 * address somewhere. How a list or a quote is drawn is left to the platform, and so are addresses in brackets after the
 * linked words.
 */
export function compareText(expected: Reading, seen: SeenText): string[] {
  const { words, blocks, addresses } = wanted(expected)
  const isWanted = (address: string) => addresses.some(isTo(address))
  // A word joiner keeps servers from making a mention of code, and a space without width a fence from ending; both are
  // invisible.
  const shown = seen.text.replaceAll('\u2060', '').replaceAll('`\u200b`', '``')
  const text = shown.replaceAll(inBrackets, (all, address) => (isWanted(address) ? '' : all))
  const isLeft = (word: string) => decorations.test(word) || isWanted(word)
  return [
    ...differencesBetween(words, wordsOf(text)).flatMap(({ side, item }) =>
      side === 'missing' ? `- ${item}` : isLeft(item) ? [] : `+ ${item}`,
    ),
    ...blocks.filter((code) => !text.includes(code)).map((code) => `- ${JSON.stringify(code)}`),
    ...addresses
      .filter(
        (address) => !seen.addresses.some(isTo(address)) && !seen.text.includes(bare(address)),
      )
      .map((address) => `- ${address}`),
  ]
}

const inBrackets = / \((https?:\S+|[^\s()@]+@[^\s()]+)\)(?=[\s.,;:\p{sc=Hiragana}\p{sc=Han}]|$)/gu

/** The address as text has it. */
const bare = (address: string) => address.replace(/^http:\/\/(www\..*?)\/?$/, '$1')

/** Whether two addresses are the same, written in two ways. */
const isTo = (address: string) => {
  const wanted = URL.parse(address)?.href ?? address
  return (other: string) => other === address || URL.parse(other)?.href === wanted
}

/** Tags must be links in text, and must not be in code. */
export function compareTags(expected: Reading, addresses: readonly string[]): string[] {
  const codes = expected.flatMap((line) => /^ {2}code (.+)$/.exec(line)?.[1] ?? [])
  const texts = expected.filter((line) => !/^ {2}|^\S*pre /.test(line))
  const tags = texts.flatMap((line) => {
    const text = codes.reduce((rest, code) => rest.replace(code, ''), line)
    // As the official client reads them: at the start of a word, and not of digits alone.
    return text.match(/(?<=[\s(])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]+/gu) ?? []
  })
  const linked = addresses.filter((address) => address.startsWith('#'))
  return differencesBetween(tags, linked).map(
    ({ side, item }) => `${side === 'missing' ? '-' : '+'} link of ${item}`,
  )
}

type Wanted = {
  readonly words: string[]
  /** Code blocks, whose lines and spaces count. */
  readonly blocks: string[]
  readonly addresses: string[]
}

function wanted(expected: Reading): Wanted {
  const words: string[] = []
  const blocks: string[] = []
  const addresses: string[] = []
  for (const [index, line] of expected.entries()) {
    const address = /^ {2}(?:link|picture) .*? -> ([^#].*)$/.exec(line)?.[1]
    if (address !== undefined) addresses.push(address.replace(/^mailto:/, ''))
    if (line.startsWith('  ') || line.endsWith('hr')) continue
    const [, path = '', text = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
    if (path.endsWith('pre')) {
      const code = JSON.parse(text) as string
      // In a quote or an item each of its lines has a prefix.
      blocks.push(...(path === 'pre' ? [code] : code.split('\n')))
      words.push(...wordsOf(code))
    } else words.push(...wordsOf(withPictures(text, expected.slice(index + 1))))
  }
  return { words, blocks, addresses }
}

/** Replaces pictures by their descriptions. */
function withPictures(text: string, following: readonly string[]): string {
  const end = following.findIndex((line) => !line.startsWith('  '))
  const notes = end === -1 ? following : following.slice(0, end)
  const descriptions = notes.flatMap((note) => /^ {2}picture (.*) -> /.exec(note)?.[1] ?? [])
  return text.replaceAll('⏎', ' ').replaceAll(pictureSign, () => ` ${descriptions.shift() ?? ''} `)
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean)
