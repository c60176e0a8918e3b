import type { Token, Tokens } from 'marked'
import { printable } from '../printable.ts'
import { htmlText } from './html-text.ts'
import { inlineText } from './inline-text.ts'
import { loadMarkdown } from './load-markdown.ts'
import { ifReadable } from './too-involved.ts'

/**
 * Markdown as the text a person would type where there is no formatting: paragraphs with an empty
 * line between them, lists with their marks, links as `text (url)`. The same Markdown gives the same
 * text. What is too involved to be read stays as it is.
 */
export function plainText(markdown: string): string {
  const clean = printable(markdown)
  const text = ifReadable(clean, () => blocksText(loadMarkdown().lex(clean), '\n\n'))
  return (text ?? clean).trim()
}

function blocksText(tokens: readonly Token[], between: string): string {
  return tokens
    .map(blockText)
    .filter((text) => text !== '')
    .join(between)
}

function blockText(token: Token): string {
  switch (token.type) {
    case 'space':
    case 'def':
      return ''
    case 'hr':
      return '---'
    case 'code':
      return token.text.trimEnd()
    case 'html':
      return htmlText(token.text)
    case 'blockquote':
      return prefixed(blocksText(token.tokens ?? [], '\n\n'), '> ', '> ')
    case 'list':
      return listText(token as Tokens.List)
    case 'table':
      return tableText(token as Tokens.Table)
    default:
      return inlineText('tokens' in token ? token.tokens : [token]).trim()
  }
}

function listText({ items, ordered, start, loose }: Tokens.List): string {
  const lines = items.map((item, index) => {
    const mark = ordered ? `${Number(start) + index}. ` : '- '
    return prefixed(itemText(item, loose), mark, ' '.repeat(mark.length))
  })
  return lines.join(loose ? '\n\n' : '\n')
}

function itemText({ tokens, task, checked }: Tokens.ListItem, loose: boolean): string {
  const box = task ? (checked ? '[x] ' : '[ ] ') : ''
  const rest = tokens.filter(({ type }) => type !== 'checkbox')
  return box + blocksText(rest, loose ? '\n\n' : '\n')
}

function tableText({ header, rows }: Tokens.Table): string {
  return [header, ...rows]
    .map((cells) => cells.map(({ tokens }) => inlineText(tokens).trim()).join(' | '))
    .join('\n')
}

function prefixed(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n')
}
