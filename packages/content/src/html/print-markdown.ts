import type { Image, InlineCode, Link, ListItem, Root, Text } from 'mdast'
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableToMarkdown } from 'mdast-util-gfm-table'
import {
  defaultHandlers,
  toMarkdown,
  type Handle,
  type Join,
  type Options,
} from 'mdast-util-to-markdown'
import { codeSpan } from './code-span.ts'
import { targetOf } from './harmless.ts'
import { quicken } from './quickened.ts'

/** A tree as Markdown. */
export function printMarkdown(root: Root): string {
  return toMarkdown(root, options).trimEnd()
}

const root: Handle = (node: Root, parent, state, info) => {
  quicken(state)
  return defaultHandlers.root(node, parent, state, info)
}

const text: Handle = (node: Text, _parent, state, info) => state.safe(node.value, info)

const peekText: Handle = ({ value }: Text) => value.charAt(0)

/** Looking up each item in the whole list would take quadratic time. */
const listItem: Handle = (node: ListItem, parent, state, info) => {
  if (parent?.type !== 'list') return defaultHandlers.listItem(node, parent, state, info)
  const start = (parent.start ?? 1) + (state.indexStack.at(-1) ?? 0)
  const [only, ...others] = node.children
  if (only?.type === 'paragraph' && others.length === 0) {
    const marker = `${parent.ordered ? start : ''}${state.bulletCurrent}`
    const indent = `\n${' '.repeat(marker.length + 1)}`
    return `${marker} ${state.handle(only, node, state, info).replaceAll('\n', indent)}`
  }
  return defaultHandlers.listItem(node, { ...parent, start, children: [node] }, state, info)
}

/** In a table a bar in an address would end the cell. */
const peekLink: Handle = (node: Link, parent, state) =>
  state.stack.includes('tableCell') && node.url.includes('|')
    ? '['
    : defaultHandlers.link.peek(node, parent, state)

const link: Handle = (node: Link, parent, state, info) => {
  if (peekLink(node, parent, state, info) === '<')
    return defaultHandlers.link(node, parent, state, info)
  const exits = [state.enter('link'), state.enter('label')]
  const label = state.containerPhrasing(node, { ...info, before: '[', after: ']' })
  for (const exit of exits.toReversed()) exit()
  return `[${label}]${targetOf(node.url)}`
}

const image: Handle = (node: Image, _parent, state, info) => {
  const exits = [state.enter('image'), state.enter('label')]
  const alt = state.safe(node.alt ?? '', { ...info, before: '[', after: ']' })
  for (const exit of exits.toReversed()) exit()
  return `![${alt}]${targetOf(node.url)}`
}

/** In a table the backslash before a bar is lost, and one that was there before would free the bar. */
const inlineCode: Handle = (node: InlineCode, _parent, state, info) => {
  if (!state.stack.includes('tableCell')) return codeSpan(node.value)
  if (node.value.includes('\\|')) return state.safe(node.value, info)
  return codeSpan(node.value).replaceAll('|', '\\|')
}

/** In an item only a list follows its text at once; some parsers would take anything else for a part of it. */
const join: Join = (left, right, parent) => {
  if (parent.type === 'list') return 0
  return parent.type === 'listItem' && left.type === 'paragraph' && right.type === 'list'
    ? undefined
    : 1
}

const options: Options = {
  bullet: '-',
  bulletOther: '*',
  join: [join],
  rule: '-',
  extensions: [gfmTableToMarkdown({ tablePipeAlign: false }), gfmStrikethroughToMarkdown()],
  handlers: {
    image: Object.assign(image, { peek: defaultHandlers.image.peek }),
    inlineCode: Object.assign(inlineCode, { peek: defaultHandlers.inlineCode.peek }),
    link: Object.assign(link, { peek: peekLink }),
    listItem,
    root,
    text: Object.assign(text, { peek: peekText }),
  },
}
