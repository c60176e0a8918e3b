import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { escapeText } from '../escape-text.ts'
import { renderHtml } from '../markdown/render-html.ts'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { meaningOf } from './meaning.fixture.ts'

const base = 'https://x.example/posts/1'

/** The meaning of HTML equals that of the Markdown made of it, once rendered. */
function assertKept(html: string): void {
  const markdown = htmlToMarkdown(html, base)
  const rendered = renderHtml(markdown)
  assert.ok(typeof rendered === 'string')
  const shown = meaningOf(rendered)
  const meaning = meaningOf(html, base)
  // Addresses in text become links; they must be those that were written.
  const isNew = ({ href, text }: Link) =>
    !meaning.links.some((link) => link.text === text && same(link.href, href))
  for (const { href, text } of shown.links.filter(isNew))
    assert.ok(
      meaning.text.includes(text) &&
        [text, `mailto:${text}`, `http://${text}`].some((address) => same(address, href)),
      `${href} of ${text}\n${html}\n${markdown}`,
    )
  // A mark on which parsers disagree is left out; none is added.
  for (const mark of ['strong', 'em'] as const)
    assert.ok(isWithin(shown.marked[mark], meaning.marked[mark]), `${mark}\n${html}\n${markdown}`)
  shown.marked = { ...meaning.marked, del: shown.marked.del }
  const plain = (links: Link[]) => links.map(({ href, text }) => `${text} ${spelled(href)}`)
  assert.deepEqual(
    { ...shown, links: plain(shown.links.filter((link) => !isNew(link))) },
    { ...meaning, links: plain(meaning.links.filter(({ text }) => text !== '')) },
    `${html}\n${markdown}`,
  )
}

function isWithin(part: string, whole: string): boolean {
  let at = 0
  for (const character of whole) if (part.startsWith(character, at)) at += character.length
  return at === part.length
}

type Link = { href: string; text: string }
/** In any encoding of an address. */
const spelled = (href: string): string =>
  decodeURI(href).replace(/%(\w\w)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
const same = (one: string, other: string): boolean => spelled(one) === spelled(other)

const word = fc.constantFrom(
  ...'a b ab 12 1. - # > + | 大事 です 「x」 é ß ! . , : ( ) [ ] * ** _ __ ` ~ ~~ \\ < & &amp; = ^ “x” a_b x*y snake_case_ 3|4 a\\|b https://x.example/a https://x.example/~ann/_b?a=1&b=2 http://x.example/(a)*[b] www.x.example/a_b a_b@x.example @a@b.example --- 1) :-) <all> List<String> \u00a0 &copy 10^6 ://'.split(
    ' ',
  ),
)
const text = fc
  .array(fc.tuple(word, fc.constantFrom('', ' ', ' ', '\n')), { maxLength: 5 })
  .map((parts) => escapeText(parts.flat().join('')))
const around = (name: string, inside: fc.Arbitrary<string>, attributes = '') =>
  inside.map((html) => `<${name}${attributes}>${html}</${name}>`)

const { inline, block } = fc.letrec<{
  inline: string
  some: string
  block: string
  blocks: string
}>((tie) => ({
  some: fc
    .array(tie('inline'), { maxLength: 4, depthIdentifier: 'inline' })
    .map((parts) => parts.join('')),
  inline: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'inline' },
    text,
    text,
    fc.constantFrom(
      '<br>',
      '<br/>',
      '<img src="/a.png" alt="a *b* [c]">',
      '<img data-src="b.png" src="data:x">',
    ),
    fc.nat(99).map((power) => `10<sup>${power}</sup>`),
    around('strong', tie('some')),
    around('em', tie('some')),
    around('b', tie('some')),
    around('i', tie('some')),
    around('del', tie('some')),
    around('span', tie('some')),
    // In a table there is no code with a backslash before a bar.
    around(
      'code',
      text.filter((code) => !code.includes('\\|')),
    ),
    around('a', text, ' href="/b_c?d=(e)&amp;f=*g*"'),
    around('a', fc.constant('https://x.example/a_b'), ' href="https://x.example/a_b"'),
  ),
  blocks: fc
    .array(tie('block'), { maxLength: 3, depthIdentifier: 'block' })
    .map((parts) => parts.join('')),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'block' },
    around('p', tie('some')),
    around('p', tie('some')),
    around('h2', tie('some')),
    tie('some'),
    fc.constantFrom(
      '<hr>',
      '<iframe src="https://v.example/e/1_2"></iframe>',
      '<video><source src="/v.mp4"></video>',
    ),
    around(
      'pre',
      fc
        .array(fc.oneof(text, fc.constant('<br>')), { maxLength: 4 })
        .map((parts) => parts.join('')),
    ),
    around('blockquote', tie('blocks')),
    around(
      'ul',
      fc.array(around('li', tie('blocks')), { maxLength: 3 }).map((items) => items.join('')),
    ),
    around(
      'ol',
      fc.array(around('li', tie('blocks')), { maxLength: 3 }).map((items) => items.join('')),
      ' start="3"',
    ),
    around(
      'table',
      fc
        .array(
          around(
            'tr',
            fc
              .tuple(around('td', tie('some')), around('td', tie('some')))
              .map((cells) => cells.join('')),
          ),
          { maxLength: 3 },
        )
        .map((rows) => `<caption>c</caption>${rows.join('')}`),
    ),
  ),
}))

/** The same pages each time, so that failures repeat. */
const parameters = { numRuns: 1_000, seed: 1 }

suite('HTML that becomes Markdown keeps its meaning', () => {
  test('in its paragraphs', () => {
    const paragraph = fc.array(inline, { maxLength: 6 }).map((parts) => `<p>${parts.join('')}</p>`)
    fc.assert(fc.property(paragraph, assertKept), parameters)
  })

  test('in its blocks', () => {
    const page = fc.array(block, { maxLength: 4 }).map((parts) => parts.join(''))
    fc.assert(fc.property(page, assertKept), parameters)
  })
})
