import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { draftMark } from './draft-mark.ts'
import { readFrontMatter } from './read-front-matter.ts'

const nothing = (content: string) => ({ data: {}, written: {}, content })

suite('the front matter of a text', () => {
  test('is the part between fences before it, after blank lines or a byte order mark too', () => {
    for (const before of ['', '\n', '\ufeff\n'])
      for (const [fence, said] of [
        ['---', 'title: A'],
        ['+++', 'title = "A"'],
      ]) {
        const { data, content } = readFrontMatter(`${before}${fence}\n${said}\n${fence}\nText.`)
        assert.deepEqual([data, content], [{ title: 'A' }, 'Text.'], JSON.stringify(before))
      }
    assert.deepEqual(readFrontMatter('---\r\ntitle: A\r\n---\r\nText.').content, 'Text.')
    assert.deepEqual(readFrontMatter('---\n---\nText.'), nothing('Text.'))
    assert.deepEqual(readFrontMatter('Text.').data, {})
  })

  test('has every value as it was written', () => {
    const { data } = readFrontMatter(
      '---\nTitle: 1.10\ndate: 2026-01-02\ntags: [2024-01-01, 0x10, no, "a: b", ~]\nempty:\n---\n',
    )
    assert.deepEqual(
      { ...data },
      {
        title: '1.10',
        date: '2026-01-02',
        tags: ['2024-01-01', '0x10', 'no', 'a: b', null],
        empty: null,
      },
    )
    const toml = readFrontMatter('+++\ntitle = 2026\ndate = 2026-01-02\ndraft = false\n+++\n').data
    assert.deepEqual({ ...toml }, { title: '2026', date: '2026-01-02', draft: 'false' })
  })

  for (const text of [
    '---\n\nA text.\n\n---\n\nMore of it.',
    '---\n\nA text that goes on.',
    '---\n\n- a\n- b\n\n---\nText.',
    '---',
    '+++ is one more than ++',
    `---\n\n${'A text. '.repeat(5_000)}\n---\n`,
  ])
    test(`is not the text after a thematic break: ${JSON.stringify(text.slice(0, 30))}`, () => {
      assert.deepEqual(readFrontMatter(text), nothing(text))
    })

  for (const [name, text, message] of [
    ['without an end', '---\ntitle: A\nText.', 'has no end'],
    ['longer than any article needs', `---\na: 1\n# ${'a'.repeat(20_000)}\n---\n`, 'is too long'],
    ['that is not YAML', '---\na: [\n---\n', 'is not YAML'],
    ['that says a thing twice', '---\na: 1\na: 2\n---\n', 'is not YAML'],
    ['that is not TOML', '+++\na = \n+++\n', 'is not TOML'],
    ['that is a program', '---js\n({ a: 1 })\n---\n', /it must be data, not code/],
    [
      'that grows without end',
      `---\na: &a [x]\n${'bcdefgh'.replace(/./g, (key, at: number) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(9)}]\n`)}---\n`,
      'is not YAML',
    ],
  ] as const)
    test(`is refused ${name}`, () => {
      assert.throws(() => readFrontMatter(text), { name: 'FrontMatterInvalid', message })
    })

  test('takes no longer for a line without end', () => {
    const before = process.threadCpuUsage()
    readFrontMatter(`---\na${' '.repeat(16_000)}b\n---\nText.`)
    assert.ok(process.threadCpuUsage(before).user < 300_000)
  })

  test('marks a draft by draft or published, in any spelling', () => {
    for (const data of [{ draft: 'true' }, { draft: ' Yes ' }, { draft: '1' }, { published: 'no' }])
      assert.equal(draftMark(data)?.says, 'draft', JSON.stringify(data))
    for (const data of [{}, { draft: 'off' }, { published: 'true' }, { published: '2026-03-29' }])
      assert.equal(draftMark(data), undefined, JSON.stringify(data))
  })

  test('is unclear about a draft before any other fault', () => {
    const data = { draft: 'true', published: 'soon' }
    assert.deepEqual(draftMark(data), { key: 'published', says: 'unclear' })
    for (const value of [null, '', '2', ['true']])
      assert.equal(draftMark({ draft: value })?.says, 'unclear', JSON.stringify(value))
  })
})
