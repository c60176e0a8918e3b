import type { Span } from './span.ts'

export type Mark = 'strong' | 'emphasis' | 'delete'

/** A mark, the words in it, and the characters on both sides of it ('' at the ends of a paragraph). */
export type Marked = {
  readonly name: Mark
  readonly words: readonly Span[]
  readonly before: string
  readonly after: string
  /** Of those around it. */
  readonly within: ReadonlySet<Mark>
}

/** How one platform prints the constructs of a text. Words come as they are to be shown, not escaped. */
export type TextStyle = {
  text(words: string): readonly Span[]
  code(words: string): string
  marked(marked: Marked): readonly Span[]
  /** `label` is the same words without any escapes. */
  link(words: readonly Span[], label: string, url: string): readonly Span[]
  image(alt: string, url: string): readonly Span[]
  /** A heading is written as these words, where a platform has no headings. */
  readonly headingMark?: Mark
  heading(words: readonly Span[], depth: number): readonly Span[]
  codeBlock(code: string, language: string): string
  /** `isInner` inside of another quote. */
  quote(spans: readonly Span[], isInner: boolean): readonly Span[]
  /** The prefix of an item: of a numbered list its number. */
  bullet(number: number | undefined): string
  /** The prefix of the other lines of an item that begins with this. */
  indent(bullet: string): string
  task(checked: boolean): string
  readonly rule: string
  /** Text too complex to parse, as it is. */
  unread(markdown: string): string
}
