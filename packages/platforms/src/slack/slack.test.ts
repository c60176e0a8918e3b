import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describeFaults, publish, sampleJob } from '../testing/index.ts'
import { serveLocally } from '@pressrun/outbound/testing'
import { slack } from './connector.ts'
import { findMessage } from './find-message.ts'
import { openTarget } from './target.fixture.ts'

// The body says that nothing was done.
describeFaults({ connector: slack, differs: { 'error-body': ['rejected', 0] } })

suite('a Slack message', () => {
  test('a message without a permalink is published all the same', async () => {
    await using target = await openTarget()
    target.fakes.faults.next('slack', 'error-before', { step: 'look' })
    const outcome = await publish(slack, sampleJob(target), target.tools)
    const [post] = target.fakes.ledger.posts
    assert.deepEqual(outcome, { outcome: 'published', remoteId: post?.id })
  })
})

suite('searching for a message', () => {
  const postOthers = async (
    target: Awaited<ReturnType<typeof openTarget>>,
    count: number,
    body: string,
  ) => {
    for (let index = 0; index < count; index += 1) {
      const job = sampleJob(target, { idempotencyKey: `task_other-${index}`, overrides: { body } })
      await publish(slack, job, target.tools)
    }
  }

  test('reads on while pages are full', async () => {
    await using target = await openTarget()
    await publish(slack, sampleJob(target), target.tools)
    await postOthers(target, 201, 'short')
    assert.equal((await findMessage(sampleJob(target), target.tools)).outcome, 'found')
    const absent = sampleJob(target, { idempotencyKey: 'task_none-1' })
    assert.deepEqual(await findMessage(absent, target.tools), { outcome: 'absent' })
  })

  test('requests less when a page is too long to be read', async () => {
    await using target = await openTarget()
    await publish(slack, sampleJob(target), target.tools)
    await postOthers(target, 100, '潮'.repeat(3_900))
    assert.equal((await findMessage(sampleJob(target), target.tools)).outcome, 'found')
  })

  test('finds nothing of another generation, and nothing that was removed', async () => {
    await using target = await openTarget()
    await publish(slack, sampleJob(target), target.tools)
    const forced = sampleJob(target, { idempotencyKey: 'task_01j00000000000000000000001-2' })
    assert.deepEqual(await findMessage(forced, target.tools), { outcome: 'absent' })
    target.fakes.ledger.remove('slack', target.fakes.ledger.posts[0]?.id ?? '')
    assert.deepEqual(await findMessage(sampleJob(target), target.tools), { outcome: 'absent' })
  })

  test('does not return absent when it could not read everything', async () => {
    await using target = await openTarget()
    const page = { ok: true, messages: [], response_metadata: { next_cursor: 'more' } }
    await using endless = await serveLocally((_request, response) =>
      response.end(JSON.stringify(page)),
    )
    const settings = { ...target.settings, apiUrl: endless.origin }
    const seen = await findMessage(sampleJob({ ...target, settings }), target.tools)
    assert.ok(seen.outcome === 'unknown' && seen.code === 'history-too-long')
  })

  test('a bot without the right to read returns unknown', async () => {
    await using target = await openTarget('no-history-news')
    await publish(slack, sampleJob(target), target.tools)
    const seen = await findMessage(sampleJob(target), target.tools)
    assert.ok(seen.outcome === 'unknown' && seen.code === 'missing-scope', JSON.stringify(seen))
    assert.match(seen.message, /channels:history/)
  })

  test('a refusal of the search says nothing about the message', async () => {
    await using target = await openTarget()
    const settings = { ...target.settings, channel: 'C0ELSEWHERE' }
    const seen = await findMessage(sampleJob({ ...target, settings }), target.tools)
    assert.ok(seen.outcome === 'unknown' && seen.code === 'channel-not-found')
  })
})
