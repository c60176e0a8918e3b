import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describeFaults, publish, sampleJob } from '../testing/index.ts'
import { devto } from './connector.ts'
import { openTarget } from './target.fixture.ts'

// The body says that nothing was done.
describeFaults({ connector: devto, differs: { 'error-body': ['rejected', 0] } })

suite('an attempt in doubt on dev.to', () => {
  const inDoubt = { attempt: 2, inDoubt: true }

  /** The connection of a first attempt is gone, its request is not: it commits when the test says so. */
  const lateCommit = async (target: Awaited<ReturnType<typeof openTarget>>) => {
    const aborter = new AbortController()
    const hold = target.fakes.faults.hold('devto')
    const first = publish(devto, sampleJob(target, { signal: aborter.signal }), target.tools)
    await hold.arrived
    aborter.abort()
    assert.equal((await first).outcome, 'unknown')
    return async () => {
      hold.release()
      const { settings, credentials, tools } = target
      // One more round trip: by then the delayed request is over.
      await devto.verify(settings, credentials, tools, new AbortController().signal)
    }
  }

  test('a post that becomes visible after the search is refused a second time', async () => {
    await using target = await openTarget()
    const commitFirst = await lateCommit(target)
    const hold = target.fakes.faults.hold('devto')
    const second = publish(devto, sampleJob(target, inDoubt), target.tools)
    await hold.arrived
    await commitFirst()
    const [post] = target.fakes.ledger.posts
    hold.release()
    assert.deepEqual(await second, { outcome: 'published', remoteId: post?.id, url: post?.url })
    assert.equal((await target.posts()).length, 1)
  })

  test('a request that commits after its repeat is refused itself', async () => {
    await using target = await openTarget()
    const commitFirst = await lateCommit(target)
    const second = await publish(devto, sampleJob(target, inDoubt), target.tools)
    assert.equal(second.outcome, 'published')
    await commitFirst()
    assert.equal((await target.posts()).length, 1)
  })

  test('a search comes first, as a refusal is forgotten after five minutes', async () => {
    let nowMs = Date.now()
    await using target = await openTarget('news', { now: () => nowMs })
    const first = await publish(devto, sampleJob(target), target.tools)
    nowMs += 6 * 60_000
    assert.deepEqual(await publish(devto, sampleJob(target, inDoubt), target.tools), first)
    assert.equal((await target.posts()).length, 1)
  })

  test('nothing is sent while the search fails', async () => {
    await using target = await openTarget()
    target.fakes.faults.next('devto', 'error-before', { step: 'look' })
    const outcome = await publish(devto, sampleJob(target, inDoubt), target.tools)
    assert.equal(outcome.outcome, 'unknown')
    assert.deepEqual(await target.posts(), [])
  })

  test('an article that a person withdrew is not published again', async () => {
    await using target = await openTarget()
    await publish(devto, sampleJob(target), target.tools)
    await fetch(`${target.settings.apiUrl}/articles/1`, {
      method: 'PUT',
      headers: { 'api-key': target.credentials.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ article: { published: false } }),
    })
    const outcome = await publish(devto, sampleJob(target, inDoubt), target.tools)
    assert.ok(outcome.outcome === 'published' && outcome.remoteId === '1')
    assert.equal((await target.posts()).length, 1)
  })
})

suite('a canonical address that another article has', () => {
  const url = 'https://example.org/walk'
  const job = (target: Awaited<ReturnType<typeof openTarget>>, key: string, title: string) => {
    const content = { title, body: 'It rained.', url }
    return sampleJob(target, { content, idempotencyKey: key })
  }

  test('is refused for good, and named', async () => {
    await using target = await openTarget()
    await publish(devto, job(target, 'task_1-1', 'A walk'), target.tools)
    const outcome = await publish(devto, job(target, 'task_2-1', 'Another walk'), target.tools)
    assert.ok(outcome.outcome === 'rejected', JSON.stringify(outcome))
    assert.equal(outcome.code, 'already-taken')
    assert.match(outcome.message, /Canonical url has already been taken/)
    assert.equal((await target.posts()).length, 1)
  })

  test('shows that an article exists whose response was lost', async () => {
    await using target = await openTarget()
    const lost = job(target, 'task_1-1', 'A walk')
    const prepared = await devto.prepare(lost, target.tools)
    assert.ok(prepared.outcome === 'prepared')
    const first = await devto.commit(lost, prepared, target.tools)
    assert.equal(first.outcome, 'published')
    assert.deepEqual(await devto.commit(lost, prepared, target.tools), first)
    assert.equal((await target.posts()).length, 1)
  })
})

suite('a title that was used before', () => {
  const forced = { generation: 2, idempotencyKey: 'task_01j00000000000000000000001-2' }

  test('blocks the next generation for five minutes', async () => {
    let nowMs = Date.parse('2026-04-01T08:00:00Z')
    await using target = await openTarget('news', { now: () => nowMs })
    await publish(devto, sampleJob(target), target.tools)
    assert.deepEqual(await publish(devto, sampleJob(target, forced), target.tools), {
      outcome: 'rate-limited',
      scope: 'account',
      until: new Date('2026-04-01T08:05:00Z'),
    })
    nowMs += 5 * 60_000
    const outcome = await publish(devto, sampleJob(target, forced), target.tools)
    assert.equal(outcome.outcome, 'published')
    assert.equal((await target.posts()).length, 2)
  })

  test('an older Forem’s refusal for the sake of a foreign article is final', async () => {
    await using target = await openTarget('old-forem-news')
    const first = await publish(devto, sampleJob(target), target.tools)
    assert.equal(first.outcome, 'published')
    const stranger = sampleJob(target, { idempotencyKey: 'task_stranger-1' })
    const prepared = await devto.prepare(sampleJob(target), target.tools)
    assert.ok(prepared.outcome === 'prepared')
    const outcome = await devto.commit(stranger, prepared, target.tools)
    assert.ok(outcome.outcome === 'rejected' && outcome.code === 'already-taken')
  })
})
