import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseDocument } from './parse-document.ts'

suite('front matter', () => {
  const parse = (yaml: string) => parseDocument(`---\n${yaml}\n---\nText.`, 'a.md')

  test('marks its text as a draft, in any spelling', () => {
    const yes = ['true', '"true"', 'TRUE', 'yes', 'Yes', "'yes'", 'on', 'y', '1', '"1"', ' true ']
    for (const yaml of [...yes.map((value) => `draft: ${value}`), 'Draft: true', '"draft": true'])
      assert.equal(parse(yaml), undefined, yaml)
  })

  test('yields no character that a database would refuse', () => {
    const found = parse(
      String.raw`title: "a\0b\uD800"${'\n'}summary: "a\x01b"${'\n'}tags: ["a\0b"]`,
    )
    assert.deepEqual(found, { title: 'ab\ufffd', summary: 'ab', body: 'Text.', tags: ['ab'] })
  })

  test('marks its text as not published', () => {
    for (const value of ['false', '"false"', 'no', 'Off', '0'])
      assert.equal(parse(`published: ${value}`), undefined, value)
    assert.equal(parse('Published: no\ndraft: false'), undefined)
    assert.equal(parse('draft: true\npublished: true'), undefined)
  })

  test('may follow blank lines and a byte order mark', () => {
    for (const before of ['\n', '\r\n\r\n', ' \t\n\n', '\ufeff', '\ufeff\n', '\n\ufeff', '  '])
      assert.equal(parseDocument(`${before}---\ndraft: true\n---\nText.`, 'a.md'), undefined)
  })

  test('may be TOML', () => {
    for (const text of [
      '+++\ndraft = true\n+++\nText.',
      '\ufeff\n+++\r\ndraft = true\r\n+++\r\nText.',
    ])
      assert.equal(parseDocument(text, 'a.md'), undefined)
    assert.equal(parseDocument('+++ is one more than ++', 'a.md')?.body, '+++ is one more than ++')
  })

  test('front matter without a draft mark, or with a negative one, makes an article', () => {
    for (const yaml of [
      'draft: false',
      'draft: "no"',
      'draft: Off',
      'draft: 0',
      'title: Draft',
      'published: yes',
      'published: 2026-03-29',
    ])
      assert.equal(parse(yaml)?.body, 'Text.', yaml)
  })

  test('front matter that is unclear about drafts is refused', () => {
    for (const yaml of [
      'draft:',
      'draft: maybe',
      'draft: ""',
      'draft: 2',
      'draft: [true]',
      'published: x',
    ])
      assert.throws(() => parse(yaml), { code: 'front-matter-invalid' }, yaml)
  })
})

suite('a large file', () => {
  const size = 4_000_000
  const codeOf = (text: string) => {
    try {
      parseDocument(text, 'a.md')
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    }
    return undefined
  }

  // If the work grew with the square of the size, this would not end.
  test('is read or refused in linear time', () => {
    const blanks = ' '.repeat(size)
    const lines = '\n'.repeat(size)
    for (const text of [`# a${blanks}b`, `# a${'#'.repeat(size)}b`, `# a\n${lines}b`, lines])
      assert.match(String(codeOf(text)), /^item-(too-large|empty)$/)
    for (const text of [`---\n${lines}`, `---\n${lines}---\nText.`, `---${blanks}\n---\nText.`])
      assert.equal(codeOf(text), 'item-too-large')
    assert.equal(codeOf(`---\na: 1\n${'a'.repeat(1_500_000)}\n---\n`), 'front-matter-invalid')
  })
})
