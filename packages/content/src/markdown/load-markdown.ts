import { loadLater } from '@pressrun/lean/load-later'
import type { decodeHTMLStrict } from 'entities/decode'
import type { Marked, Tokenizer, TokensList } from 'marked'
import { carefulMarked } from './careful-marked.ts'

export type Markdown = {
  lex(text: string): TokensList
  toHtml(text: string): string
  /** References end in a semicolon (CommonMark §2.5). */
  readonly decode: typeof decodeHTMLStrict
}

let loaded: Markdown | undefined

/** Loaded when first needed: both take 9 MB, and most processes never render anything. */
export function loadMarkdown(): Markdown {
  if (loaded) return loaded
  const load = (name: string) => loadLater(name, import.meta.url)
  const parser = load('marked') as { Marked: typeof Marked; Tokenizer: typeof Tokenizer }
  const entities = load('entities/decode') as { decodeHTMLStrict: typeof decodeHTMLStrict }
  loaded = { ...carefulMarked(parser), decode: entities.decodeHTMLStrict }
  return loaded
}
