import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describeFaults, publish, sampleJob } from '../testing/index.ts'
import { mastodon } from './connector.ts'
import { openAccount } from './mastodon.fixture.ts'

describeFaults({ connector: mastodon })
describeFaults({ connector: { ...mastodon, class: 'lookup' }, name: 'ignores-keys-news' })

suite('a repeat on Mastodon', () => {
  test('a repeat with response 500 although the status exists finds it', async () => {
    await using account = await openAccount('news')
    const first = await publish(mastodon, sampleJob(account), account.tools)
    account.fakes.faults.next('mastodon', 'error-before')
    const repeat = sampleJob(account, { attempt: 2, inDoubt: true })
    assert.deepEqual(await publish(mastodon, repeat, account.tools), first)
    assert.equal((await account.posts()).length, 1)
  })

  test('a repeat with response 500 that finds nothing stays unknown', async () => {
    await using account = await openAccount('news')
    account.fakes.faults.next('mastodon', 'error-before')
    const repeat = sampleJob(account, { attempt: 2, inDoubt: true })
    const outcome = await publish(mastodon, repeat, account.tools)
    assert.deepEqual('code' in outcome && outcome.code, 'http-500')
  })

  test('a repeat after the hour is a second post: only the search prevents it', async () => {
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
