import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { namesIn, parseContent, readContent } from './content-file.ts'

const contentOf = (text: string) => parseContent(text, 'x.md').content

suite('a Markdown file to publish', () => {
  test('a Markdown file to publish that has only a title is refused', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'x.md')
    writeFileSync(file, '# Launch\n\n')
    await assert.rejects(readContent(file), { message: `${file} has no text below its title` })
  })

  test('has title, summary and tags in its front matter', () => {
    const text =
      '---\ntitle: Launch\nsummary: We did it\ntags: [a, b]\nslug: we\n---\n\nBody *text*\n'
    assert.deepEqual(contentOf(text), {
      title: 'Launch',
      summary: 'We did it',
      tags: ['a', 'b'],
      fields: { slug: 'we' },
      body: 'Body *text*',
    })
  })

  test('may have its first heading as the title, which is then not repeated in the body', () => {
    assert.deepEqual(contentOf('\n# Launch #\n\nBody\n'), {
      title: 'Launch',
      body: 'Body',
    })
  })

  test('has a title that ends in a number sign', () => {
    assert.equal(parseContent('# About C#\n\nBody', 'x.md').content.title, 'About C#')
  })

  test('keeps its first heading when the front matter has another title', () => {
    assert.equal(contentOf('---\ntitle: A\n---\n# B\n').body, '# B')
  })

  test('takes tags as words with commas too', () => {
    assert.deepEqual(contentOf('---\ntitle: 2026\ntags: a, b\n---\n').tags, ['a', 'b'])
  })

  for (const [name, text, message] of [
    [
      'with a title that is no text',
      '---\ntitle: [a]\n---\n',
      /the front matter of x\.md has a "title" that is not text/,
    ],
    ['with broken front matter', '---\ntitle: "a\n---\n', /the front matter of x\.md is not YAML/],
    [
      'with a program for front matter',
      '---js\n({ title: process.exit(3) })\n---\n',
      /it must be data, not code/,
    ],
  ] as const) {
    test(`is refused ${name}`, () => {
      assert.throws(() => parseContent(text, 'x.md'), { name: 'OperatorError', message })
    })
  }

  const withDraft = (output: string) => contentOf(`---\ntitle: A\n${output}\n---\n`)

  test('is refused as a draft, in any spelling', () => {
    for (const value of ['true', 'True', '"true"', 'yes', '"Yes"', 'on', 'y', '1'])
      assert.throws(() => withDraft(`draft: ${value}`), { message: /x\.md says it is a draft:/ })
    assert.throws(() => withDraft('Draft: true'), { message: /says it is a draft/ })
    assert.throws(() => withDraft('published: false'), {
      message: /says it is a draft: remove "published"/,
    })
    for (const ready of ['published: true', 'published: 2026-03-29'])
      assert.equal(withDraft(ready).title, 'A')
    assert.equal(withDraft('draft: false').title, 'A')
    assert.equal(withDraft('draft: "no"').title, 'A')
    for (const value of ['maybe', '', '2', '[true]'])
      assert.throws(() => withDraft(`draft: ${value}`), {
        message: /has a "draft" that is neither yes nor no/,
      })
  })

  test('a Markdown file to publish that does not exist is named', async () => {
    await assert.rejects(readContent('/nowhere/x.md'), {
      message: /x\.md cannot be read \(ENOENT\)/,
    })
  })

  test('account names are split at commas', () => {
    assert.deepEqual(namesIn(' a, b,,c '), ['a', 'b', 'c'])
  })
})
