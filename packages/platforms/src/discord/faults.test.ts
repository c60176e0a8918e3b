import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Fault } from '@pressrun/fake-platforms'
import { publish } from '../conformance/publish.ts'
import { sampleJob } from '../conformance/sample-job.ts'
import { discord } from './connector.ts'
import { now, openDiscord } from './discord-target.fixture.ts'

/** What is said of the post, and how many there are in the end. */
const cases: [Fault, { outcome: string; code?: string; until?: Date; scope?: string }, number][] = [
  ['drop-before', { outcome: 'unknown', code: 'connection-broken' }, 0],
  ['drop-after', { outcome: 'unknown', code: 'connection-broken' }, 1],
  ['late-commit', { outcome: 'unknown', code: 'connection-broken' }, 1],
  ['stall', { outcome: 'unknown', code: 'deadline-passed' }, 1],
  [
    'rate-limited',
    { outcome: 'rate-limited', scope: 'account', until: new Date(now.getTime() + 1_000) },
    0,
  ],
  ['rate-limited-silently', { outcome: 'rate-limited', scope: 'account' }, 0],
  ['error-before', { outcome: 'unknown', code: 'http-500' }, 0],
  ['error-after', { outcome: 'unknown', code: 'http-500' }, 1],
  ['error-body', { outcome: 'rejected', code: 'discord-50035' }, 0],
  ['expired-token', { outcome: 'auth-required' }, 0],
]

suite('when Discord, or the way to it, fails', () => {
  for (const [fault, expected, posts] of cases) {
    test(`${fault} is ${expected.outcome}, with ${posts} posts`, async () => {
      await using target = await openDiscord()
      target.fakes.faults.next('discord', fault)
      const outcome = await publish(discord, sampleJob(target), target.tools)
      if (fault === 'late-commit') await target.fakes.settled()
      const { message: _, ...said } = { message: '', ...outcome }
      assert.deepEqual(said, expected)
      assert.equal(target.fakes.ledger.of('discord').length, posts)
    })
  }

  // Whether the request had left by then is a race, and either is told truly.
  test('a connection that is reset at once shows no post', async () => {
    await using target = await openDiscord()
    target.fakes.faults.next('discord', 'refuse')
    const { outcome } = await publish(discord, sampleJob(target), target.tools)
    assert.ok(outcome === 'not-sent' || outcome === 'unknown', outcome)
    assert.deepEqual(target.fakes.ledger.posts, [])
  })

  test('nobody listening is not-sent', async () => {
    await using target = await openDiscord()
    await using _refusing = await target.fakes.refuseConnections()
    const outcome = await publish(discord, sampleJob(target), target.tools)
    assert.equal(outcome.outcome, 'not-sent')
  })

  test('a webhook that was deleted asks for another', async () => {
    await using target = await openDiscord('deleted-news')
    const signal = new AbortController().signal
    const { settings, credentials, tools } = target
    for (const outcome of [
      await publish(discord, sampleJob(target), tools),
      await discord.verify(settings, credentials, tools, signal),
    ]) {
      assert.equal(outcome.outcome, 'auth-required')
      assert.match('message' in outcome ? outcome.message : '', /webhook is gone.*Unknown Webhook/)
    }
  })
})
