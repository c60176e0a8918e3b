import type { Token, Tokens } from 'marked'
import { printable, loadMarkdown, plainText, ifReadable } from '@pressrun/content'
import { inlineRuns } from './inline-runs.ts'
import { joined, prefixed, trimmed, type Run } from './runs.ts'

/** Markdown as `plainText` writes it, but for links: they are only their words, which lead there. */
export function markdownRuns(markdown: string): Run[] {
  const clean = printable(markdown)
  const runs = ifReadable(clean, () => trimmed(blocksRuns(loadMarkdown().lex(clean), '\n\n')))
  return runs ?? [{ text: clean.trim() }]
}

function blocksRuns(tokens: readonly Token[], between: string): Run[] {
  return joined(tokens.map(blockRuns), between)
}

function blockRuns(token: Token): Run[] {
  switch (token.type) {
    case 'space':
    case 'def':
    // Its item shows it.
    case 'checkbox':
      return []
    case 'hr':
      return [{ text: '---' }]
    case 'code':
      return [{ text: token.text.trimEnd() }]
    case 'html':
      return [{ text: plainText(token.raw) }]
    case 'blockquote':
      return prefixed(blocksRuns(token.tokens ?? [], '\n\n'), '> ', '> ')
    case 'list':
      return listRuns(token as Tokens.List)
    case 'table':
      return tableRuns(token as Tokens.Table)
    default:
      return trimmed(inlineRuns('tokens' in token ? token.tokens : [token]))
  }
}

function listRuns({ items, ordered, start, loose }: Tokens.List): Run[] {
  const lines = items.map((item, index) => {
    const mark = ordered ? `${Number(start) + index}. ` : '- '
    return prefixed(itemRuns(item, loose), mark, ' '.repeat(mark.length))
  })
  return joined(lines, loose ? '\n\n' : '\n')
}

function itemRuns({ tokens, task, checked }: Tokens.ListItem, loose: boolean): Run[] {
  const box = task ? [{ text: checked ? '[x] ' : '[ ] ' }] : []
  return [...box, ...blocksRuns(tokens, loose ? '\n\n' : '\n')]
}

function tableRuns({ header, rows }: Tokens.Table): Run[] {
  const lines = [header, ...rows].map((cells) =>
    cells.flatMap(({ tokens }, index) => [
      { text: index === 0 ? '' : ' | ' },
      ...trimmed(inlineRuns(tokens)),
    ]),
  )
  return joined(lines, '\n')
}
