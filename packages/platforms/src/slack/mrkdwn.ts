import type { Token, Tokens } from 'marked'
import { printable, loadMarkdown, plainText, ifReadable } from '@pressrun/content'
import { escaped, inlineMrkdwn, withMark } from './inline-mrkdwn.ts'

/**
 * Markdown as Slack's mrkdwn (docs.slack.dev/messaging/formatting-message-text). What Slack has no
 * mark for stays as text, and no text becomes a mention. What is too involved to be read stays as
 * it is.
 */
export function mrkdwn(markdown: string): string {
  const clean = printable(markdown)
  const text = ifReadable(clean, () => blocks(loadMarkdown().lex(clean), '\n\n'))
  return (text ?? escaped(clean)).trim()
}

function blocks(tokens: readonly Token[], between: string): string {
  return tokens
    .map(block)
    .filter((text) => text !== '')
    .join(between)
}

function block(token: Token): string {
  switch (token.type) {
    case 'space':
    case 'def':
      return ''
    case 'hr':
      return '———'
    case 'code':
      return `\`\`\`\n${escaped(token.text.trimEnd()).replaceAll('```', "'''")}\n\`\`\``
    case 'html':
      return escaped(plainText(token.raw))
    case 'heading':
      return withMark('*', token.tokens).trim()
    case 'blockquote':
      return quoted(blocks(token.tokens ?? [], '\n\n'))
    case 'list':
      return list(token as Tokens.List)
    case 'table':
      return table(token as Tokens.Table)
    default:
      return inlineMrkdwn('tokens' in token ? token.tokens : [token]).trim()
  }
}

/** Slack has one level of quotes. */
function quoted(text: string): string {
  const lines = text.split('\n')
  return lines.map((line) => (line.startsWith('> ') ? line : `> ${line}`.trimEnd())).join('\n')
}

function list({ items, ordered, start, loose }: Tokens.List): string {
  const lines = items.map((item, index) => {
    const mark = ordered ? `${Number(start) + index}.` : '•'
    return `${mark} ${indented(itemText(item, loose))}`.trimEnd()
  })
  return lines.join(loose ? '\n\n' : '\n')
}

function itemText({ tokens, task, checked }: Tokens.ListItem, loose: boolean): string {
  const box = task ? (checked ? '☑ ' : '☐ ') : ''
  const rest = tokens.filter(({ type }) => type !== 'checkbox')
  return box + blocks(rest, loose ? '\n\n' : '\n')
}

/** All but the first line. */
function indented(text: string): string {
  return text.replace(/\n(?=.)/g, '\n    ')
}

function table({ header, rows }: Tokens.Table): string {
  return [header, ...rows]
    .map((cells) => cells.map(({ tokens }) => inlineMrkdwn(tokens).trim()).join(' | '))
    .join('\n')
}
