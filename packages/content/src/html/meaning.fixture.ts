import { Parser } from 'htmlparser2'
import { embedAddress, imageAddress, linkAddress } from './addresses.ts'

/** The meaning of HTML to a reader, whatever its markup. */
export type Meaning = {
  text: string
  links: { href: string; text: string }[]
  code: string[]
  images: { src: string; alt: string }[]
  /** The text with each mark. */
  marked: Record<'strong' | 'em' | 'del', string>
}

const blocks = new Set(
  'p div h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table caption tr td th hr br section figure figcaption'.split(
    ' ',
  ),
)
const silent = new Set(
  'script style noscript template svg iframe video audio object embed'.split(' '),
)
const marks: Record<string, keyof Meaning['marked']> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  del: 'del',
  s: 'del',
}

/** Written apart from the code it tests: it knows nothing of the tree between. */
export function meaningOf(html: string, base?: string): Meaning {
  const found: Meaning = {
    text: '',
    links: [],
    code: [],
    images: [],
    marked: { strong: '', em: '', del: '' },
  }
  const open: string[] = []
  const links: { href: string; text: string }[] = []
  let code: string | undefined
  const isIn = (...names: string[]) => open.some((name) => names.includes(name))
  const say = (text: string) => {
    found.text += text
    for (const link of links) link.text += text
    for (const mark of new Set(open.flatMap((name) => marks[name] ?? [])))
      found.marked[mark] += text
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      const isFirst = !isIn(...silent) && /^(iframe|video|audio|object|embed)$/.test(name)
      if (isFirst || (name === 'source' && isIn('video', 'audio'))) {
        const href = embedAddress(attributes, base)
        if (href) {
          found.links.push({ href, text: href })
          say(` ${href} `)
        }
      }
      open.push(name)
      if (isIn(...silent)) return
      if (code !== undefined && name === 'br') code += '\n'
      if (name === 'pre') code = ''
      if (blocks.has(name)) say(' ')
      const href = name === 'a' ? linkAddress(attributes, base) : undefined
      if (href) links.push({ href, text: '' })
      else if (name === 'a') links.push({ href: '', text: '' })
      const src = name === 'img' ? imageAddress(attributes, base) : undefined
      if (src) found.images.push({ src, alt: squeezed(attributes['alt'] ?? '') })
    },
    ontext(text) {
      if (isIn(...silent)) return
      if (code !== undefined) code += text
      say(text)
    },
    onclosetag(name) {
      open.pop()
      if (isIn(...silent) || silent.has(name)) return
      if (blocks.has(name)) say(' ')
      const link = name === 'a' ? links.pop() : undefined
      if (link?.href) found.links.push({ href: link.href, text: squeezed(link.text) })
      if (name !== 'pre' || code === undefined) return
      if (code.trim() !== '') found.code.push(code.replace(/^\n+/, '').trimEnd())
      code = undefined
    },
  })
  parser.end(html)
  const { strong, em, del } = found.marked
  return {
    ...found,
    text: squeezed(found.text),
    marked: { strong: bare(strong), em: bare(em), del: bare(del) },
  }
}

/** Exponents in Unicode's own characters are digits all the same. */
const squeezed = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim()
const bare = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '')
