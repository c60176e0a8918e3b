import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Fault } from '@pressrun/fake-platforms'
import { publish } from '../conformance/publish.ts'
import { sampleJob } from '../conformance/sample-job.ts'
import { mastodon } from './connector.ts'
import { openAccount } from './mastodon.fixture.ts'

/** What is said of the first attempt, and how many posts are visible after it. */
const faults: readonly [Fault, string, number][] = [
  ['drop-before', 'unknown', 0],
  ['drop-after', 'unknown', 1],
  ['late-commit', 'unknown', 0],
  ['stall', 'unknown', 1],
  ['rate-limited', 'rate-limited', 0],
  ['rate-limited-silently', 'rate-limited', 0],
  ['error-before', 'unknown', 0],
  ['error-after', 'unknown', 1],
  ['error-body', 'unknown', 0],
  ['expired-token', 'auth-required', 0],
]

for (const name of ['news', 'ignores-keys-news']) {
  suite(`a status of ${name} meets a fault`, () => {
    for (const [fault, outcome, visible] of faults) {
      test(`${fault} is ${outcome}; the next attempt leaves one post`, async () => {
        await using account = await openAccount(name, {
          lateCommitMs: 300,
          ...(fault === 'stall' && { deadlineMs: 1_000 }),
        })
        account.fakes.faults.next('mastodon', fault)
        const first = await publish(mastodon, sampleJob(account), account.tools)
        assert.equal(first.outcome, outcome, JSON.stringify(first))
        assert.equal((await account.posts()).length, visible)
        // The law waits for as long before it looks, or `absent` would not count.
        if (name !== 'news' && fault === 'late-commit') await account.fakes.settled()
        const inDoubt = outcome === 'unknown'
        const next = sampleJob(account, { attempt: 2, inDoubt })
        const second = await publish(mastodon, next, account.tools)
        assert.equal(second.outcome, 'published', JSON.stringify(second))
        if (fault === 'late-commit') await account.fakes.settled()
        assert.equal((await account.posts()).length, 1)
      })
    }
  })
}

suite('a repeat', () => {
  test('that is answered 500 although the status is there finds it', async () => {
    await using account = await openAccount('news')
    const first = await publish(mastodon, sampleJob(account), account.tools)
    account.fakes.faults.next('mastodon', 'error-before')
    const repeat = sampleJob(account, { attempt: 2, inDoubt: true })
    assert.deepEqual(await publish(mastodon, repeat, account.tools), first)
    assert.equal((await account.posts()).length, 1)
  })

  test('whose 500 leaves nothing to be found stays unknown', async () => {
    await using account = await openAccount('news')
    account.fakes.faults.next('mastodon', 'error-before')
    const repeat = sampleJob(account, { attempt: 2, inDoubt: true })
    const outcome = await publish(mastodon, repeat, account.tools)
    assert.deepEqual('code' in outcome && outcome.code, 'http-500')
  })

  test('after the hour is a second post: only the look prevents it', async () => {
    let now = Date.parse('2026-03-29T06:30:00.000Z')
    await using account = await openAccount('news', { now: () => now })
    await publish(mastodon, sampleJob(account), account.tools)
    now += Number(mastodon.keyWindowMs)
    await publish(mastodon, sampleJob(account), account.tools)
    assert.equal((await account.posts()).length, 1)
    now += 6 * 60 * 1000
    assert.equal((await mastodon.reconcile?.(sampleJob(account), account.tools))?.outcome, 'found')
    await publish(mastodon, sampleJob(account), account.tools)
    assert.equal((await account.posts()).length, 2)
  })
})
