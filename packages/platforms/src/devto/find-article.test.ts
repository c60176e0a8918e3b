import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { serveLocally } from '@pressrun/outbound/testing'
import { publish, sampleJob } from '../testing/index.ts'
import { devto } from './connector.ts'
import { findArticle } from './find-article.ts'
import { openTarget } from './target.fixture.ts'

type Target = Awaited<ReturnType<typeof openTarget>>

const publishOthers = async (target: Target, count: number, body: string) => {
  for (let index = 0; index < count; index += 1) {
    const overrides = { title: `Other ${index}`, body }
    const job = sampleJob(target, { idempotencyKey: `task_other-${index}`, overrides })
    await publish(devto, job, target.tools)
  }
}
const looks = async (target: Target, find: () => Promise<unknown>) => {
  let count = 0
  target.fakes.faults.plan(({ step }) => {
    if (step === 'look') count += 1
    return undefined
  })
  await find()
  return count
}

suite('searching for an article', () => {
  test('reads on while pages are full', async () => {
    await using target = await openTarget()
    await publish(devto, sampleJob(target), target.tools)
    await publishOthers(target, 40, 'short')
    assert.equal((await findArticle(sampleJob(target), target.tools)).outcome, 'found')
    const none = sampleJob(target, { idempotencyKey: 'task_none-1' })
    assert.deepEqual(await findArticle(none, target.tools), { outcome: 'absent' })
  })

  test('reads a page in halves when it is too long', async () => {
    await using target = await openTarget()
    await publish(devto, sampleJob(target), target.tools)
    await publishOthers(target, 9, 'long '.repeat(60_000))
    assert.equal((await findArticle(sampleJob(target), target.tools)).outcome, 'found')
  })

  test('ends where articles are older than the task', async () => {
    let nowMs = Date.parse('2026-03-01T00:00:00Z')
    await using target = await openTarget('news', { now: () => nowMs })
    await publishOthers(target, 70, 'old')
    nowMs = Date.parse('2026-03-29T06:31:00Z')
    const job = sampleJob(target)
    assert.equal(await looks(target, () => findArticle(job, target.tools)), 1)
  })

  test('does not return absent when it could not read everything', async () => {
    await using target = await openTarget()
    const page = Array.from({ length: 32 }, (_, id) => ({
      id,
      body_markdown: 'x',
      published_at: null,
    }))
    await using endless = await serveLocally((_request, response) =>
      response.end(JSON.stringify(page)),
    )
    const settings = { apiUrl: endless.origin }
    const seen = await findArticle(sampleJob({ ...target, settings }), target.tools)
    assert.ok(seen.outcome === 'unknown' && seen.code === 'too-many-articles')
  })

  test('a refusal of the search says nothing about the article', async () => {
    await using target = await openTarget()
    target.fakes.faults.next('devto', 'error-body', { step: 'look' })
    assert.equal((await findArticle(sampleJob(target), target.tools)).outcome, 'unknown')
  })
})
