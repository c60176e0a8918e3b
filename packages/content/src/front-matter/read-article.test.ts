import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readArticle } from './read-article.ts'
import { titleFromName } from './title-from-name.ts'

const read = (frontMatter: string) => readArticle(`---\n${frontMatter}\n---\nText.`)

suite('the fields of a Markdown file', () => {
  for (const [generator, frontMatter, fields] of [
    [
      'Jekyll',
      'title: 1.10\ntags: [2024-01-01, v1.0]',
      { title: '1.10', tags: ['2024-01-01', 'v1.0'] },
    ],
    ['Hugo', 'Title: A\ndescription: Short', { title: 'A', summary: 'Short' }],
    [
      'dev.to',
      'tags: a, b,\ncanonical_url: https://example.org/a b',
      { tags: ['a', 'b'], url: 'https://example.org/a%20b' },
    ],
    [
      'Astro',
      'title: "A: b"\npubDate: "Jul 08 2027"',
      { title: 'A: b', notBefore: new Date('2027-07-08') },
    ],
    [
      'Hugo',
      'date: 2020-01-01\npublishDate: 2027-01-01T10:00:00+02:00',
      { notBefore: new Date('2027-01-01T08:00Z') },
    ],
    ['Jekyll', 'date: 2027-01-01 10:00:00 +0200', { notBefore: new Date('2027-01-01T08:00Z') }],
    [
      'Jekyll',
      'published: true\ndate: 2027-01-01 10:00',
      { notBefore: new Date('2027-01-01T10:00Z') },
    ],
    ['ours', 'summary: S\ndescription: D\ntags: ["", a, a]', { summary: 'S', tags: ['a'] }],
  ] as const)
    test(`have the meaning of ${generator}: ${frontMatter.split('\n').at(-1)}`, () => {
      const article = read(frontMatter)
      for (const [key, value] of Object.entries(fields))
        assert.deepEqual(article[key as keyof typeof fields], value)
    })

  test('have the meaning of Zola, in TOML', () => {
    const text =
      '+++\ntitle = "A"\ndate = 2027-01-01T10:00:00\n[taxonomies]\ntags = ["a", "b"]\n+++\nText.'
    const { title, tags, notBefore, body } = readArticle(text)
    assert.deepEqual([title, tags, body], ['A', ['a', 'b'], 'Text.'])
    assert.deepEqual(notBefore, new Date('2027-01-01T10:00Z'))
    assert.equal(readArticle('+++\ndraft = true\n+++\nText.').draft, 'draft')
  })

  test('are stored as written where an article has none of that name', () => {
    const { fields } = read(
      [
        'title: A',
        'description: Short',
        'tags: [a]',
        'canonical_url: https://example.org/a',
        'Slug: 0012',
        'image: /boat.png',
        'categories: [Sea, 2026-01-01]',
        'lang: no',
        'date: 2020-01-01',
        'published: true',
        'empty:',
        'extra: {toc: yes, none: ~, weight: 1.10}',
      ].join('\n'),
    )
    assert.deepEqual(fields, {
      Slug: '0012',
      image: '/boat.png',
      categories: ['Sea', '2026-01-01'],
      lang: 'no',
      date: '2020-01-01',
      extra: { toc: 'yes', weight: '1.10' },
    })
    assert.deepEqual(read('summary: S\ndescription: D').fields, { description: 'D' })
    const zola = '+++\nweight = 1.5\n[taxonomies]\ntags = ["a"]\nkinds = ["b"]\n+++\nText.'
    assert.deepEqual(readArticle(zola).fields, { weight: 1.5, taxonomies: { kinds: ['b'] } })
    assert.equal(read('title: A').fields, undefined)
    assert.deepEqual(readArticle('+++\na = inf\nb = [nan, 1.5]\n+++\nText').fields, {
      b: [1.5],
    })
    assert.deepEqual(read(String.raw`slug: "a\0b\uD800"`).fields, { slug: 'ab\ufffd' })
  })

  test('are refused where they have no end', () => {
    const many = `a: &a ${'x'.repeat(1_000)}\nb: [${'*a,'.repeat(60)}]`
    assert.throws(() => read(many), { message: 'is too long' })
    const deep = `a: ${'['.repeat(40)}b${']'.repeat(40)}`
    assert.throws(() => read(deep), { message: 'is nested too deeply' })
  })

  for (const [frontMatter, message] of [
    ['title: [a]', 'has a "title" that is not text'],
    ['tags: {a: b}', 'has "tags" that are not a list'],
    ['tags: [[a]]', 'has "tags" that are not a list of words'],
    ['date: soon', 'has a "date" that is no date'],
    ['canonical_url: /a', 'has a "canonical_url" that is no address of the web (https://...)'],
    ['draft: maybe', 'has a "draft" that is neither yes nor no'],
  ] as const)
    test(`are refused where they are unclear: ${frontMatter}`, () => {
      assert.throws(() => read(frontMatter), { name: 'FrontMatterInvalid', message })
    })

  test('the title is its first heading, in plain text, which is then not in the body', () => {
    for (const [heading, title] of [
      ['# Hello **world** [docs](https://e.example) `x`', 'Hello world docs x'],
      ['# Tom &amp; *Jerry* <b>now</b>', 'Tom & Jerry now'],
      ['# marked [![build](https://b.example/b.svg)](https://b.example)', 'marked'],
      ['# List<String> of C#', 'List<String> of C#'],
    ] as const) {
      const article = readArticle(`${heading}\n\nText.`)
      assert.deepEqual([article.title, article.body], [title, 'Text.'])
    }
    assert.equal(read('title: A **b**').title, 'A **b**')
  })

  test('a heading of pictures is no title', () => {
    const text = '# ![logo](https://b.example/b.svg)\n\nText.'
    assert.deepEqual([readArticle(text).title, readArticle(text).body], [undefined, text])
  })
})

test('the title of a file without one is its name, without date and folders', () => {
  for (const [name, title] of [
    ['2026-09-08-sale.md', 'sale'],
    ['posts/2026-09-08-spring_sale.markdown', 'spring sale'],
    ['posts/spring-sale/index.md', 'spring sale'],
    ['2026-09-08.md', '2026 09 08'],
    ['---.md', '---.md'],
  ] as const)
    assert.equal(titleFromName(name), title)
})
