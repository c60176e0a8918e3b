import matter from 'gray-matter'

export type FrontMatter = {
  readonly data: Readonly<Record<string, unknown>>
  /** What follows it. */
  readonly content: string
}

/** What is wrong with the front matter; the message goes on after "The front matter of this file". */
export class FrontMatterInvalid extends Error {
  override readonly name = 'FrontMatterInvalid'
}

/** Far more than the front matter of any article needs. */
const lengthMax = 16 * 1024

/** The library's cost grows with their square. */
const blankLinesMax = 1_000

/** A text and the YAML between `---` lines before it, if there is some. Throws `FrontMatterInvalid`. */
export function readFrontMatter(whole: string): FrontMatter {
  // Blank lines or a byte order mark before it must not make a draft an article.
  const text = whole.trimStart()
  if (/^\+\+\+[ \t]*[\r\n]/.test(text))
    throw new FrontMatterInvalid(
      'is between +++ lines (TOML), which is not supported: write it in YAML, between --- lines',
    )
  const end = text.startsWith('---') ? text.indexOf('\n---', 3) : 0
  if (end < 0) throw new FrontMatterInvalid('has no end')
  if (end > lengthMax) throw new FrontMatterInvalid('is too long')
  if ((text.slice(0, end).match(/^[ \t]*$/gm)?.length ?? 0) > blankLinesMax)
    throw new FrontMatterInvalid('has too many blank lines')
  try {
    // The library would execute front matter marked as JavaScript.
    return matter(text, { engines: { js: refuse, javascript: refuse, coffee: refuse } })
  } catch (cause) {
    // What the parser says of it may quote it, at any length.
    throw new FrontMatterInvalid('is not YAML', { cause })
  }
}

function refuse(): never {
  throw new Error('it must be data, not code')
}
