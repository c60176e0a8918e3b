/** No part of it can be kept. */
export const refused = Symbol('Failed to convert HTML to Mobiledoc')

const card = /<!--kg-card-begin: html-->(.*?)<!--kg-card-end: html-->/gs
const table = /<table>.*?<\/table>/gs
const asCard = (html: string) => `\n<!--kg-card-begin: html-->\n${html}\n<!--kg-card-end: html-->\n`

/**
 * What is left of HTML converted to Ghost's own format, as 5.130 was seen to do it: there are no blocks inside of
 * items and quotes, no picture inside of a link, and neither `<del>`, `<kbd>` nor `<mark>`. HTML cards and tables,
 * which become cards, stay as they are. Null is an empty post.
 */
export function asLexical(html: string): string | null | typeof refused {
  const kept: string[] = []
  const keep = (inside: string) => `\ue000${kept.push(asCard(inside)) - 1}\ue001`
  const outside = html
    .replace(card, (_card, inside: string) => keep(inside))
    .replace(table, (inside) => keep(inside))
  if (/<li><p>(?:(?!<\/li>).)*<pre/s.test(outside)) return refused
  const shown = steps
    .reduce((soFar, [pattern, replace]) => soFar.replace(pattern, replace), outside)
    .replace(/\ue000(\d+)\ue001/g, (_sign, index: string) => kept[Number(index)] ?? '')
  return shown === '' ? null : shown
}

type Step = readonly [pattern: RegExp, replace: (all: string, ...groups: string[]) => string]

const steps: readonly Step[] = [
  [/<a [^>]*>\s*<img[^>]*>\s*<\/a>/g, () => ''],
  [/<(ol|ul)([^>]*)>(.*?)<\/\1>/gs, itemsOnly],
  [
    /<blockquote>(.*)<\/blockquote>/gs,
    (_all, inside = '') => `<blockquote>${textOnly(inside)}</blockquote>`,
  ],
  [/<(?:kbd|mark)>(.*?)<\/(?:kbd|mark)>[ \n]?/gs, (_all, inside = '') => inside],
  [/<\/?(?:del|kbd|mark)>/g, () => ''],
  [
    /<(h[1-6])>(.*?)<\/\1>/gs,
    (_all, name, inside = '') => `<${name} id="${idOf(inside)}">${inside}</${name}>`,
  ],
  [
    /<p>((?:(?!<\/p>).)*?<img(?:(?!<\/p>).)*?)<\/p>/gs,
    (_all, inside = '') => picturesApart(inside),
  ],
  [/<p>\s*<\/p>/g, () => ''],
  [/(?<=>)\n(?=<(?!br))/g, () => ''],
]

/** Items hold a line each: blocks in them lose their ends, and items with code leave the list. */
function itemsOnly(_all: string, name = '', attributes = '', inside = ''): string {
  const items = inside.split(/(?<=<\/li>)\s*/).filter((item) => item.trim() !== '')
  const withCode = items.filter((item) => item.includes('<pre'))
  const others = items.filter((item) => !item.includes('<pre'))
  const list = others.map((item) => item.replace(/<\/?p>\n?/g, '').replace(/>\n+/g, '>')).join('')
  const behind = withCode.map((item) => item.replace(/<\/?li>/g, '').trim()).join('')
  return `<${name}${attributes}>${list}</${name}>${behind}`
}

const textOnly = (quote: string) =>
  quote
    .replace(/<pre>.*?<\/pre>/gs, '')
    .replace(/<\/?(?:p|blockquote)>\n?/g, '')
    .trim()

const idOf = (heading: string) =>
  heading
    .replace(/<[^<>]*>/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')

function picturesApart(paragraph: string): string {
  return paragraph
    .split(/(<img[^>]*>)/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => (part.startsWith('<img') ? figure(part) : `<p>${part}</p>`))
    .join('')
}

function figure(image: string): string {
  const [src = '', alt = ''] = ['src', 'alt'].map(
    (name) => new RegExp(` ${name}="([^"]*)"`).exec(image)?.[1],
  )
  const attributes = `src="${src}" class="kg-image" alt="${alt}" loading="lazy"`
  return `<figure class="kg-card kg-image-card"><img ${attributes}></figure>`
}

/** Without the markers of cards, which are for editors. */
export const seenHtml = (html: string | null): string =>
  html === null ? '' : html.replace(/\n?<!--kg-card-(?:begin|end): html-->\n?/g, '')
