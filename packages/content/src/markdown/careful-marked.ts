import type { Marked, Tokenizer } from 'marked'
import { chargingBlocks } from './charging-blocks.ts'
import { chargingInlines } from './charging-inlines.ts'
import { mended } from './mended.ts'
import { StepBudget } from './step-budget.ts'
import { withTabs, withTabsKept } from './tabs-in-fences.ts'

export type Parser = { Marked: typeof Marked; Tokenizer: typeof Tokenizer }

/** Boxes to tick are form fields in HTML, which blogs take out: done and open would look alike. */
const checkbox = ({ checked }: { readonly checked: boolean }): string => (checked ? '☑ ' : '☐ ')

/**
 * Marked that gives up a text which takes too long to parse. The end of each mark is searched for through the rest of
 * its paragraph; where most have none, a page is enough to keep it busy for minutes.
 */
export function carefulMarked({ Marked, Tokenizer }: Parser) {
  const budget = new StepBudget()
  const { prototype } = Tokenizer
  const tokenizer = {
    ...chargingInlines(prototype, budget),
    ...chargingBlocks(prototype, budget),
  }
  const marked = new Marked({ gfm: true, async: false, tokenizer, renderer: { checkbox } })
  const lex = (text: string) => {
    const kept = withTabsKept(text)
    const tokens = mended(marked.lexer(kept))
    return kept === text ? tokens : withTabs(tokens)
  }
  const fromTheStart =
    <Result>(read: (text: string) => Result) =>
    (text: string) => {
      budget.reset()
      return read(text)
    }
  return {
    lex: fromTheStart(lex),
    toHtml: fromTheStart((text) => marked.parser(lex(text))),
  }
}
