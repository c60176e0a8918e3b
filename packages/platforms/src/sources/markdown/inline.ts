/** Text inside a paragraph that is being written, with the marks that are open in it. */
export class Inline {
  #frames: Frame[] = [new Frame(none)]

  get isEmpty(): boolean {
    return this.#frames.every((frame) => frame.isBlank)
  }

  /** HTML's white space: any run of it is one space, none at the beginning of a line. */
  text(text: string): void {
    const collapsed = text.replace(/[ \t\n\r\f]+/g, ' ')
    const said = this.#atSpace() ? collapsed.replace(/^ /, '') : collapsed
    this.raw(this.#isCode ? said : escapeMarkdown(said))
  }

  raw(markdown: string): void {
    this.#top.add(markdown)
  }

  break(): void {
    this.raw('\\\n')
  }

  /** In code there are no other marks. */
  open(mark: Mark): void {
    if (!this.#isCode) this.#frames.push(new Frame(mark))
  }

  /** A mark that was never opened, or was closed by a block, is no longer there. */
  close(name: Mark['name']): void {
    const at = this.#frames.findLastIndex(({ mark }) => mark.name === name)
    if (at <= 0) return
    const reopened = this.#frames.slice(at + 1).map(({ mark }) => mark)
    while (this.#frames.length > at) this.#pop()
    reopened.forEach((mark) => this.open(mark))
  }

  /** What was written, with all marks closed; they are open again in what follows. */
  take(): string {
    const marks = this.#frames.slice(1).map(({ mark }) => mark)
    while (this.#frames.length > 1) this.#pop()
    const text = this.#top.text
    this.#frames = [new Frame(none)]
    marks.forEach((mark) => this.open(mark))
    return text
      .trim()
      .replace(/ +(?=\\\n)/g, '')
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

/** What goes around a text; `name` is that of the HTML element. */
export interface Mark {
  name: string
  before: string
  after: string
  isCode?: true
}

/** A mark that is open, and what was written in it. Joined once: long texts come in many parts. */
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

/** Between as many backticks as it takes. */
function codeSpan(code: string): string {
  const runs = new Set([...code.matchAll(/`+/g)].map(([run]) => run.length))
  let length = 1
  while (runs.has(length)) length += 1
  const fence = '`'.repeat(length)
  return runs.size === 0 ? `${fence}${code}${fence}` : `${fence} ${code} ${fence}`
}

/**
 * What would be read as Markdown, or as HTML in it, is told apart by a backslash. What follows the text
 * is not known, so what stands at its end may be the beginning of anything.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*[\]~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?![\s\d=])|&(?=#?\w+;|#?\w*$)/g, '\\$&')

/** The beginning of a line that would be read as a heading, a list, a quote, a rule or a table. */
export const escapeLineStart = (line: string): string =>
  line
    .replace(/^(#{1,6}(?=\s|$)|[-+=>|](?=[\s\-+=|]|$)|>|~~~)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
