import { createRequire } from 'node:module'
import type { decodeHTML } from 'entities/decode'
import type { Marked } from 'marked'

export interface Markdown {
  lex: Marked['lexer']
  decode: typeof decodeHTML
}

let loaded: Markdown | undefined

/** Loaded when first needed: both take 9 MB, and most processes never render anything. */
export function loadMarkdown(): Markdown {
  if (loaded) return loaded
  const require = createRequire(import.meta.url)
  const parser: { Marked: typeof Marked } = require('marked')
  const entities: { decodeHTML: typeof decodeHTML } = require('entities/decode')
  const marked = new parser.Marked({ gfm: true })
  loaded = { lex: (text) => marked.lexer(text), decode: entities.decodeHTML }
  return loaded
}
