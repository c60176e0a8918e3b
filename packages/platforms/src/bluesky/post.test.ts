import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountContent } from '@pressrun/content'
import { publish, sampleJob } from '../testing/index.ts'
import { openBluesky } from './bluesky.fixture.ts'
import { bluesky } from './connector.ts'
import { checkPost, fittedPost, postLimits, postOf } from './post.ts'
import { richText, type Facet } from './rich-text.ts'
import { checkSettings, settingsSchema } from './settings.ts'

const at = new Date('2026-03-29T06:30:00.000Z')
const settings = settingsSchema.parse({
  identifier: 'news.example.org',
  languages: ['de', 'pt-BR'],
})
const codes = (content: AccountContent) =>
  checkPost(fittedPost(content), postLimits).map(({ code, path }) => `${path} ${code}`)

suite('a post', () => {
  test('has the planned instant and the account’s languages', () => {
    assert.deepEqual(postOf(richText({ title: 'T', body: 'B' }), settings, at), {
      $type: 'app.bsky.feed.post',
      text: 'T\n\nB',
      createdAt: '2026-03-29T06:30:00.000Z',
      langs: ['de', 'pt-BR'],
    })
  })

  test('is measured as it is sent: links are as long as their words', () => {
    const body = `[tide](https://a.example/${'a'.repeat(400)})`
    assert.deepEqual(codes({ title: 'T', body }), [])
    assert.deepEqual(codes({ title: 'T', body: '👨‍👩‍👧‍👦'.repeat(120) }), ['text too-long'])
    assert.deepEqual(codes({ title: 'a'.repeat(150), body: 'b'.repeat(148) }), [])
    const tags = ['sea']
    assert.deepEqual(codes({ title: 'a'.repeat(150), body: 'b'.repeat(148), tags }), [
      'text too-long',
    ])
  })

  test('must have text, and tags of 64 graphemes at most', () => {
    assert.deepEqual(codes({ title: ' ', body: '<!-- -->' }), ['text empty'])
    assert.deepEqual(codes({ title: 'T', body: 'B', tags: ['a'.repeat(64)] }), [])
    assert.deepEqual(codes({ title: 'T', body: 'B', tags: ['a'.repeat(65)] }), ['tags too-long'])
  })

  test('a post that is too long is rejected before any request', async () => {
    await using target = await openBluesky()
    const overrides = { body: 'long '.repeat(100) }
    const asked: string[] = []
    target.fakes.faults.plan(({ step }) => void asked.push(step))
    const outcome = await publish(bluesky, sampleJob(target, { overrides }), target.tools)
    assert.ok(outcome.outcome === 'rejected' && outcome.code === 'too-long')
    assert.deepEqual(asked, [])
  })

  test('mentions the existing handles in its text, and no others', async () => {
    await using target = await openBluesky()
    const body = 'Thanks @ann.fake.test, @nobody.fake.test and `@ben.fake.test` #sea'
    const outcome = await publish(bluesky, sampleJob(target, { overrides: { body } }), target.tools)
    assert.equal(outcome.outcome, 'published')
    const prepared = await bluesky.prepare(sampleJob(target, { overrides: { body } }), target.tools)
    assert.ok(prepared.outcome === 'prepared')
    const { text, facets } = JSON.parse(prepared.payload).record
    const shown = facets.map(({ index, features }: Facet) => [
      Buffer.from(text).toString('utf8', index.byteStart, index.byteEnd),
      features[0].$type.split('#')[1],
    ])
    assert.deepEqual(shown.slice(0, 2), [
      ['@ann.fake.test', 'mention'],
      ['#sea', 'tag'],
    ])
  })

  test('is not prepared while a handle cannot be resolved', async () => {
    await using target = await openBluesky()
    const job = sampleJob(target, { overrides: { body: 'Thanks @ann.fake.test' } })
    target.fakes.faults.next('bluesky', 'error-before', { step: 'look' })
    assert.equal((await bluesky.prepare(job, target.tools)).outcome, 'unknown')
    assert.equal((await bluesky.prepare(job, target.tools)).outcome, 'prepared')
  })

  test('is refused by the platform when its limits are lower than ours', async () => {
    await using target = await openBluesky()
    const prepared = await bluesky.prepare(sampleJob(target), target.tools)
    assert.ok(prepared.outcome === 'prepared')
    const payload = prepared.payload.replace('Where the', 'long '.repeat(100))
    const outcome = await bluesky.commit(sampleJob(target), { ...prepared, payload }, target.tools)
    assert.ok(outcome.outcome === 'rejected' && outcome.code === 'invalid-request')
    assert.deepEqual(target.posts(), [])
  })
})

suite('the settings of a Bluesky account', () => {
  const codesOf = (service: string) =>
    checkSettings({ service, identifier: 'a' }, { dataDir: '/data', privateTargets: [] }).map(
      ({ code }) => code,
    )

  test('default to bsky.social', () => {
    assert.equal(settings.service, 'https://bsky.social')
    assert.deepEqual(codesOf('https://pds.example.org/base'), [])
    assert.deepEqual(codesOf('http://127.0.0.1:2583'), ['target-not-allowed'])
    assert.deepEqual(codesOf('https://me:secret@pds.example.org'), ['secret-in-settings'])
  })

  test('name an account without @', () => {
    const accepts = (identifier: string) => settingsSchema.safeParse({ identifier }).success
    const names = [
      'news.bsky.social',
      'did:plc:abc',
      'me@example.org',
      '@news.bsky.social',
      'a b',
      '',
    ]
    assert.deepEqual(names.map(accepts), [true, true, true, false, false, false])
  })
})
