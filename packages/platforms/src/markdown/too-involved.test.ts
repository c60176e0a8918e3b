import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from './plain-text.ts'
import { renderHtml } from './render-html.ts'

const size = 1_000_000
const filled = (piece: string) => piece.repeat(size / piece.length)

function staircase(indentation: string): string {
  let text = ''
  for (let depth = 0; text.length < size; depth += 1) text += `${indentation.repeat(depth)}- a\n`
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
] as const

suite('Markdown that is too involved', () => {
  for (const [what, markdown] of involved) {
    test(`${what} is no text, and no HTML`, { timeout: 30_000 }, () => {
      assert.equal(plainText(markdown), markdown.trim())
      const html = renderHtml(markdown)
      assert.ok(typeof html !== 'string' && html.code === 'body-not-renderable')
    })
  }

  test('tags within tags are no HTML', () => {
    const html = renderHtml(filled('<b>'))
    assert.ok(typeof html !== 'string' && html.code === 'body-not-renderable')
  })

  for (const open of ['<!--', '<?', '<div>\n<a ', '<script ', '<div>\n<'])
    test(`${open.trim()} without an end is read all the same`, { timeout: 30_000 }, () => {
      assert.equal(typeof plainText(filled(open)), 'string')
    })
})

suite('Markdown that is only long', () => {
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
