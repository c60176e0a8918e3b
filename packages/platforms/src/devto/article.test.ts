import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { sampleContent, sampleJob } from '../testing/index.ts'
import type { Content } from '@pressrun/content'
import { articleOrRefusal, validate } from './article.ts'
import { articlePayload } from './payload.ts'
import type { Settings } from './settings.ts'

const articleOf = (content: Partial<Content>, settings: Settings = {}) => {
  const account = { settings, credentials: { apiKey: 'quiet-harbour' } }
  const job = sampleJob(account, { content: { ...sampleContent, ...content } })
  const article = articleOrRefusal(job.content)
  assert.ok(!('outcome' in article))
  const sent = JSON.parse(articlePayload(job, article)) as { article: Record<string, unknown> }
  return sent.article
}

const problems = (content: Partial<Content>) =>
  validate({ ...sampleContent, ...content }).map(({ code, path }) => `${path} ${code}`)

suite('an article', () => {
  test('begins with a marker that names its task, before any front matter', () => {
    const body = '---\npublished: false\n---\nText'
    const marker = '<!-- pressrun task_01j00000000000000000000001-1 -->'
    assert.equal(articleOf({ body })['body_markdown'], `${marker}\n\n${body}`)
  })

  test('is published at once, with its summary as description', () => {
    assert.deepEqual(articleOf({ body: 'Text' }), {
      title: 'Where the tide turns',
      body_markdown: '<!-- pressrun task_01j00000000000000000000001-1 -->\n\nText',
      published: true,
      description: 'A walk along the shore.',
      tags: ['sea', 'walks'],
    })
  })

  test('uses its first sentence as a missing title, and does not repeat it', () => {
    const article = articleOf({ title: '', body: 'The tide turns. We *wait*.' })
    assert.equal(article['title'], 'The tide turns.')
    assert.match(String(article['body_markdown']), /-->\n\nWe \*wait\*\.$/)
  })

  test('names its canonical address', () => {
    const url = 'https://example.org/tide'
    assert.equal(articleOf({ url })['canonical_url'], url)
    assert.ok(!('canonical_url' in articleOf({})))
  })

  test('has tags of lower-case letters and digits, each once', () => {
    const tags = ['Web Dev', 'web-dev', 'Größe', '#100days', '!']
    assert.deepEqual(articleOf({ tags })['tags'], ['webdev', 'größe', '100days'])
    assert.ok(!('tags' in articleOf({ tags: [] })))
  })

  test('belongs to the organization where the account says so', () => {
    assert.equal(articleOf({}, { organizationId: 7 })['organization_id'], 7)
    assert.ok(!('organization_id' in articleOf({})))
  })

  test('is measured as it is sent', () => {
    assert.deepEqual(problems({ tags: ['a'.repeat(30), 'b-'.repeat(30)] }), [])
    assert.deepEqual(problems({ tags: ['a'.repeat(31)] }), ['tags too-long'])
    assert.deepEqual(problems({ title: `${'a'.repeat(64)}   ${'b'.repeat(63)}` }), [])
    assert.deepEqual(problems({ tags: ['a', 'A', '!', 'b', 'c', 'd'] }), [])
    assert.deepEqual(problems({ title: '  ', body: '[x]: https://e.example' }), ['title empty'])
    assert.deepEqual(problems({ body: 'ä'.repeat(410_000) }), ['body too-long'])
    // The characters that keep a template from running are sent as well.
    assert.deepEqual(problems({ body: '{{ '.repeat(60_000) }), ['body too-long'])
    // The sentence that became its title is not.
    const body = `The tide turns. ${'a'.repeat(800 * 1_024 - 210)}`
    assert.deepEqual(problems({ title: '', body }), [])
  })
})
