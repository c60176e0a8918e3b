import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { draftMark, readFrontMatter } from './index.ts'

suite('the front matter of a text', () => {
  test('is the YAML before it, after blank lines or a byte order mark too', () => {
    for (const before of ['', '\n', '\ufeff\n']) {
      const { data, content } = readFrontMatter(`${before}---\ntitle: A\n---\nText.`)
      assert.deepEqual([data, content], [{ title: 'A' }, 'Text.'], JSON.stringify(before))
    }
    assert.deepEqual(readFrontMatter('Text.').data, {})
  })

  for (const [name, text, message] of [
    ['without an end', '---\ntitle: A\nText.', 'has no end'],
    ['longer than any article needs', `---\n# ${'a'.repeat(20_000)}\n---\n`, 'is too long'],
    ['of a thousand blank lines', `---\n${'\n'.repeat(2_000)}---\n`, 'has too many blank lines'],
    ['that is not YAML', '---\na: [\n---\n', 'is not YAML'],
    ['that is a program', '---js\n({ a: 1 })\n---\n', 'is not YAML'],
    ['in TOML', '+++\ndraft = true\n+++\n', /^is between \+\+\+ lines \(TOML\)/],
  ] as const)
    test(`is refused ${name}`, () => {
      assert.throws(() => readFrontMatter(text), { name: 'FrontMatterInvalid', message })
    })

  test('marks a draft by draft or published, in whatever spelling', () => {
    for (const data of [{ draft: true }, { Draft: ' Yes ' }, { draft: 1 }, { published: 'no' }])
      assert.equal(draftMark(data)?.says, 'draft', JSON.stringify(data))
    for (const data of [{}, { draft: 'off' }, { published: true }, { published: new Date(0) }])
      assert.equal(draftMark(data), undefined, JSON.stringify(data))
  })

  test('is unclear about a draft before anything else that it says', () => {
    const data = { draft: true, published: 'soon' }
    assert.deepEqual(draftMark(data), { key: 'published', says: 'unclear' })
    for (const value of [null, '', 2, [true]])
      assert.equal(draftMark({ draft: value })?.says, 'unclear', JSON.stringify(value))
  })
})
