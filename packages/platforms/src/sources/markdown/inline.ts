import { contentMaxima } from '../../content.ts'

/** Marks nested deeper than this are dropped: all of them are repeated in every paragraph. */
const marksDeepMax = 20
/** Counted once for each mark around it, far more than the longest article has. */
const writtenMax = marksDeepMax * contentMaxima.body

/** Short HTML can become very long Markdown: by many links with a long base, for instance. */
export class MarkdownTooLong extends Error {}

/** Text of the paragraph being written, with the marks that are open in it. */
export class Inline {
  #frames: Frame[] = [new Frame(none)]
  #written = 0

  get isEmpty(): boolean {
    return this.#frames.every((frame) => frame.isBlank)
  }

  /** HTML white space: a run of it counts as one space, and as none at the start of a line. */
  text(text: string): void {
    const collapsed = text.replace(/[ \t\n\r\f]+/g, ' ')
    const said = this.#atSpace() ? collapsed.replace(/^ /, '') : collapsed
    this.raw(this.#isCode ? said : escapeMarkdown(said))
  }

  raw(markdown: string): void {
    this.#written += markdown.length
    if (this.#written > writtenMax) throw new MarkdownTooLong()
    this.#top.add(markdown)
  }

  break(): void {
    this.raw('\\\n')
  }

  /** Code contains no other marks. */
  open(mark: Mark): void {
    const isTooDeep = this.#frames.length > marksDeepMax
    if (!this.#isCode && !isTooDeep) this.#frames.push(new Frame(mark))
  }

  /** Does nothing for a mark that was never opened or that a block has closed. */
  close(name: Mark['name']): void {
    const at = this.#frames.findLastIndex(({ mark }) => mark.name === name)
    if (at <= 0) return
    const reopened = this.#frames.slice(at + 1).map(({ mark }) => mark)
    while (this.#frames.length > at) this.#pop()
    reopened.forEach((mark) => this.open(mark))
  }

  /** The text so far, with every mark closed; the marks are reopened in the text that follows. */
  take(): string {
    const marks = this.#frames.slice(1).map(({ mark }) => mark)
    while (this.#frames.length > 1) this.#pop()
    const text = this.#top.text
    this.#frames = [new Frame(none)]
    marks.forEach((mark) => this.open(mark))
    return text
      .trim()
      .replace(/(?<! ) +(?=\\\n)/g, '')
      .replace(/\\$/, '')
  }

  get #isCode(): boolean {
    return this.#top.mark.isCode ?? false
  }

  get #top(): Frame {
    return this.#frames.at(-1) as Frame
  }

  #pop(): void {
    const { mark, text } = this.#frames.pop() as Frame
    const inner = text.trim()
    if (inner === '') return this.raw(text === '' ? '' : ' ')
    const marked = mark.isCode ? codeSpan(inner) : `${mark.before}${inner}${mark.after}`
    this.raw(`${text.startsWith(' ') ? ' ' : ''}${marked}${text.endsWith(' ') ? ' ' : ''}`)
  }

  #atSpace(): boolean {
    const last = this.#frames.findLast((frame) => frame.last !== '')?.last
    return last === undefined || last === ' ' || last === '\n'
  }
}

/** What surrounds a text in Markdown; `name` is the name of the HTML element. */
export interface Mark {
  name: string
  before: string
  after: string
  isCode?: true
}

/** An open mark and its text. The parts are joined once, because long texts come in many parts. */
class Frame {
  readonly mark: Mark
  readonly #parts: string[] = []
  last = ''
  isBlank = true

  constructor(mark: Mark) {
    this.mark = mark
  }

  add(text: string): void {
    if (text === '') return
    this.#parts.push(text)
    this.last = text.at(-1) ?? ''
    if (this.isBlank) this.isBlank = text.trim() === ''
  }

  get text(): string {
    return this.#parts.join('')
  }
}

const none: Mark = { name: '', before: '', after: '' }

/** Code between as many backticks as it needs. */
function codeSpan(code: string): string {
  const runs = new Set([...code.matchAll(/`+/g)].map(([run]) => run.length))
  let length = 1
  while (runs.has(length)) length += 1
  const fence = '`'.repeat(length)
  return runs.size === 0 ? `${fence}${code}${fence}` : `${fence} ${code} ${fence}`
}

/**
 * Escapes with a backslash whatever would be read as Markdown or as HTML. The text that follows is
 * not known, so anything at the end of this one is escaped if it could begin a construct.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*[\]~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?![\s\d=])|&(?=#?\w+;|#?\w*$)/g, '\\$&')

/** The start of a line that would be read as a heading, list, quote, rule or table. */
export const escapeLineStart = (line: string): string =>
  line
    .replace(/^(#{1,6}(?=\s|$)|[-+=>|](?=[\s\-+=|]|$)|>|~~~)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
