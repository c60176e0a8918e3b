import type { MarkedExtension, Tokenizer } from 'marked'
import { isForeignTag, withForeignTagsAsText } from './foreign-tags.ts'
import type { StepBudget } from './step-budget.ts'

const definitionStart = /^ {0,3}\[/
const delimiterRow = /^[^\n]*\n[ \t|:-]*(?:\n|$)/

/** A copy costs less than a search: one step for so many characters. */
const copiedPerStep = 8
const copied = (text: string): number => Math.ceil(text.length / copiedPerStep)

/**
 * Parses blocks. A list or quote is parsed again for each one around it, and for each line that continues it without
 * its mark; a paragraph inside them is copied for each of its lines.
 */
export function chargingBlocks(
  parser: Tokenizer,
  budget: StepBudget,
): NonNullable<MarkedExtension['tokenizer']> {
  const { blockquote, list, html, def, table, text, lheading, paragraph } = parser
  let depth = 0
  const contained = <Token extends { raw: string }>(src: string, read: () => Token | undefined) => {
    depth += 1
    const token = read()
    depth -= 1
    if (token) budget.charge(token.raw.length + (depth > 0 ? copied(src) : 0))
    return token
  }
  return {
    blockquote(src) {
      return contained(src, () => blockquote.call(this, src))
    },
    list(src) {
      return contained(src, () => list.call(this, src))
    },
    html(src) {
      const token = html.call(this, src)
      if (!token) return token
      const isText = isForeignTag(token.raw.trimStart())
      // The content of such tags, as a script, is not parsed as Markdown either.
      if (isText && !token.pre) return undefined
      return { ...token, pre: false, text: withForeignTagsAsText(token.text) }
    },
    def(src) {
      chargeLonger(this, budget)
      const token = def.call(this, src)
      if (definitionStart.test(src)) budget.charge(token?.raw.length ?? lineLength(src))
      return token
    },
    table(src) {
      if (delimiterRow.test(src)) budget.chargeCells(cellsOf(this.rules.block.table.exec(src)))
      return table.call(this, src)
    },
    lheading(src) {
      // For each line that begins a paragraph, a heading's underline is searched for through all of it.
      budget.charge(paragraphLength(src))
      return lheading.call(this, src)
    },
    text(src) {
      chargeLonger(this, budget)
      return text.call(this, src)
    },
    paragraph(src) {
      chargeLonger(this, budget)
      return paragraph.call(this, src)
    },
  }
}

/** The next token may be added to the paragraph before it, which is copied then. */
function chargeLonger({ lexer }: Pick<Tokenizer, 'lexer'>, budget: StepBudget): void {
  const before = lexer.state.lastToken
  if (before?.type === 'text' || before?.type === 'paragraph') budget.charge(copied(before.raw))
}

/** Every row is filled up to the width of the header. */
function cellsOf(found: RegExpExecArray | null): number {
  if (!found) return 0
  const [, header = '', , rows = ''] = found
  return header.split('|').length * (rows.split('\n').length + 1)
}

const lineLength = (src: string): number => endOf(src, '\n')
const paragraphLength = (src: string): number => endOf(src, '\n\n')

function endOf(src: string, mark: string): number {
  const end = src.indexOf(mark)
  return end < 0 ? src.length : end
}
