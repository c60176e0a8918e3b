import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from '../text/plain-text.ts'
import { plainStyle } from '../text/plain-style.ts'
import { textOf } from '../text/span.ts'
import type { AccountContent } from './account-content.ts'
import { fitted } from './fitted.ts'
import { bodyAndLink } from './link-of.ts'

const url = 'https://example.org/walk'
const sources = [{ source: 'notes', sourceDocToken: 'walk' }]
const long = {
  title: 'A walk',
  body: `# Heading\n\nWe went *far* on [foot](https://e.example). It rained.\n\n${'More of it. '.repeat(50)}`,
  tags: ['sea'],
  url,
}

const shown = (content: AccountContent) =>
  [
    content.title,
    plainText(content.body),
    ...(content.tags ?? []).map((tag) => `#${tag}`),
    textOf(bodyAndLink(content, plainStyle).link),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

const fittedTo = (content: AccountContent, max: number) =>
  fitted(content, shown, (text) => text.length <= max).rendered

suite('content that is too long for a platform', () => {
  test('stays as it is unless a teaser is requested', () => {
    assert.equal(fittedTo(long, 90), shown(long))
    assert.equal(fittedTo({ ...long, sources, tooLong: 'refuse' }, 90), shown({ ...long, sources }))
  })

  test('becomes its title, its first sentences, its tags and its link', () => {
    const teaser = `A walk\n\nWe went far on foot. It rained.\n\n#sea\n\n${url}`
    assert.equal(fittedTo({ ...long, tooLong: 'teaser' }, teaser.length), teaser)
  })

  test('becomes a teaser by default when it comes from a source', () => {
    assert.equal(fittedTo({ ...long, sources }, 52), `A walk\n\nWe went far…\n\n#sea\n\n${url}`)
  })

  test('has its summary rather than its body', () => {
    const summary = 'Rain & wind: *not* fun.'
    assert.match(
      fittedTo({ ...long, sources, summary }, 120),
      /^A walk\n\nRain & wind: \*not\* fun\./,
    )
  })

  test('loses its text first, then its tags, then the end of its title', () => {
    const title = 'A very long walk along the sea'
    const content = { ...long, title, sources }
    assert.equal(fittedTo(content, 62), `${title}\n\n#sea\n\n${url}`)
    assert.equal(fittedTo(content, 56), `${title}\n\n${url}`)
    assert.equal(fittedTo(content, 40), `A very long…\n\n${url}`)
  })

  test('stays as it is when not even the link fits', () => {
    assert.equal(fittedTo({ ...long, sources }, 20), shown({ ...long, sources }))
  })

  test('can be shortened without a link', () => {
    const { url: _, ...without } = long
    assert.equal(
      fittedTo({ ...without, tooLong: 'teaser' }, 45),
      'A walk\n\nWe went far on foot. It rained.\n\n#sea',
    )
  })
})

suite('the link of a post', () => {
  const linkIn = (content: Partial<AccountContent>) =>
    textOf(
      bodyAndLink({ title: 'A walk', body: 'Text.', url, sources, ...content }, plainStyle).link,
    )

  test('exists only for content from a source', () => {
    assert.equal(linkIn({}), url)
    assert.equal(linkIn({ sources: [] }), '')
    assert.equal(linkIn({ url: undefined }), '')
  })

  test('is not repeated, in whatever form the text has it', () => {
    for (const body of [`[More](${url})`, `See ${url}.`, `<a href="${url}">more</a>`])
      assert.equal(linkIn({ body }), '', body)
    assert.equal(linkIn({ title: url }), '')
    assert.equal(linkIn({ body: `${url}-and-more` }), url)
  })

  test('is not changed by text that looks like an entity', () => {
    const address = 'https://example.org/?a=1&copy=2'
    assert.equal(linkIn({ url: address }), address)
  })
})
