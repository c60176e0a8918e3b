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

/** How one platform writes what a text can have. Words come as they are to be shown, not escaped. */
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
  /** `isInner` where another quote is around it. */
  quote(spans: readonly Span[], isInner: boolean): readonly Span[]
  /** What stands before an item: of a numbered list its number. */
  bullet(number: number | undefined): string
  /** What stands before the other lines of an item that begins with this. */
  indent(bullet: string): string
  task(checked: boolean): string
  readonly rule: string
  /** What is too involved to be read, as it is. */
  unread(markdown: string): string
}
