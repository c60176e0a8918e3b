import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from '../text/plain-text.ts'
import { renderHtml } from './render-html.ts'

const size = 400_000
const filled = (piece: string) => piece.repeat(size / piece.length)

function staircase(indentation: string): string {
  let text = ''
  for (let depth = 0; text.length < size; depth += 1) text += `${indentation.repeat(depth)}- a\n`
  return text
}

/** Half is the header, and the other half rows of one cell each. */
function table(cells: number): string {
  return `|${'a|'.repeat(cells)}\n|${'-|'.repeat(cells)}\n${'b\n'.repeat(cells)}`
}

/** No two are of the same length, so none ends another. */
function runsOfBackticks(length: number): string {
  let text = ''
  for (let run = 1; text.length < length; run = (run % 190) + 1) text += `${'`'.repeat(run)}a`
  return text
}

/** Each of these kept a process busy for seconds, some for hours. */
const involved = [
  ['quotes within quotes', filled('> ')],
  ['lists that go further in with each line', staircase('  ')],
  ['such lists with tabs', staircase('\t')],
  ['marks that never end', filled('*_a ')],
  ['marks within one word', filled('a*')],
  ['a URL that ends in full stops', `https://a.example/${filled('.')}`],
  ['a URL that ends in brackets', `https://a.example/${filled(')')}`],
  ['a table whose rows are filled up', table(3_000)],
  ['such a table in a quote', table(3_000).replace(/^/gm, '> ')],
  ['links whose address does not end', filled('[a]((b)')],
  ['links within the address of links', `${filled('[a](b')})`],
  ['links that end in a title', `${filled('[a]("')})`],
  ['links whose label holds brackets', `${filled('[[a]b](c')})`],
  ['pictures whose address does not end', `${filled('![a](')})`],
  ['URLs with brackets', filled('http://a(')],
  ['instructions inside a paragraph', `a ${filled('<?')}`],
  ['comments inside a paragraph', `a ${filled('<!--')}`],
  ['declarations inside a paragraph', `a ${filled('<!A ')}`],
  ['instructions inside the label of a link', `[${filled('<?')}](b)`],
  ['tags that do not end', `a ${filled('<a b="')}`],
  ['code that does not end', `a ${runsOfBackticks(1_000_000)}`],
  ['a long row of backticks in a label', `[${filled('`')}](b)`],
  ['a list whose lines go on', `- a\n${filled('  a\n')}`],
  ['a quote around a list whose lines go on', `> - a\n${filled('a\n')}`],
  ['underlines of headings in a list', `- a\n${filled('  a\n  =\n')}`],
  ['definitions in a list', `> - a\n${filled('a[a]: /b\n')}`],
] as const

suite('Markdown that is too complex', () => {
  for (const [what, markdown] of involved) {
    test(`${what} yields no text, and no HTML`, { timeout: 30_000 }, () => {
      // Not compared by `equal`: it would print both.
      assert.ok(plainText(markdown) === markdown.trim(), 'it was read')
      const html = renderHtml(markdown)
      assert.ok(typeof html !== 'string' && html.code === 'body-not-renderable')
    })
  }

  test('nested tags beyond the limit yield no HTML', () => {
    const html = renderHtml(filled('<b>'))
    assert.ok(typeof html !== 'string' && html.code === 'body-not-renderable')
  })

  for (const open of ['<!--', '<?', '<div>\n<a ', '<script ', '<div>\n<'])
    test(`${open.trim()} without an end is parsed all the same`, { timeout: 30_000 }, () => {
      assert.equal(typeof plainText(filled(open)), 'string')
    })
})

suite('Markdown that is merely long', () => {
  for (const [what, piece] of [
    ['bold words', 'The **first** ferry left at *six*, as `ferry_six` does.\n'],
    ['tables', '| **Ferry** | 06:00 |\n|---|---|\n| *Shore* | 07:00 |\n\n'],
    ['lists', '- one\n  - two\n    - three\n'],
    ['rows of signs', `${'.'.repeat(200)}\n\n${'*'.repeat(80)}\n\n`],
    ['tags', '<p>one<br>two <img src="https://a.example/f.png">\n\n'],
  ] as const)
    test(`${what} are rendered`, () => {
      const html = renderHtml(piece.repeat(3_000))
      assert.equal(typeof html, 'string')
    })

  test('a picture inside it is rendered', () => {
    const html = renderHtml(`![](https://a.example/${'QUJD/+'.repeat(50_000)})`)
    assert.equal(typeof html, 'string')
  })
})
