import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startFakePlatforms, type Fault } from '@pressrun/fake-platforms'
import { publish } from '../conformance/publish.ts'
import { sampleJob } from '../conformance/sample-job.ts'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { webhook } from './connector.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

async function openReceiver(name = 'news') {
  const fakes = await startFakePlatforms({ lateCommitMs: 20, stallMs: 5_000 })
  const account = fakes.account('webhook', name)
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs: 500 })
  const tools = {
    outbound,
    dataDir: '/nowhere',
    now: () => new Date(),
    memory: createMemory(Date.now),
  }
  const job = (attempt: number) =>
    sampleJob(
      {
        settings: settingsSchema.parse(account.settings),
        credentials: credentialsSchema.parse(account.credentials),
      },
      { attempt, inDoubt: attempt > 1 },
    )
  return {
    fakes,
    attempt: (attempt: number) => publish(webhook, job(attempt), tools),
    posts: () => fakes.ledger.of('webhook').length,
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}

/** What is said of the post, and how many there are then. */
const cases: [Fault, string, number][] = [
  ['drop-before', 'unknown', 0],
  ['drop-after', 'unknown', 1],
  ['late-commit', 'unknown', 1],
  ['stall', 'unknown', 1],
  ['rate-limited', 'rate-limited', 0],
  ['rate-limited-silently', 'rate-limited', 0],
  ['error-before', 'unknown', 0],
  ['error-after', 'unknown', 1],
  ['error-body', 'rejected', 0],
  ['expired-token', 'auth-required', 0],
]

suite('when a receiver, or the way to it, fails', () => {
  for (const [fault, outcome, posts] of cases) {
    test(`${fault} is ${outcome}, and a later attempt makes it one post`, async () => {
      await using receiver = await openReceiver()
      receiver.fakes.faults.next('webhook', fault)
      assert.equal((await receiver.attempt(1)).outcome, outcome)
      if (fault === 'late-commit') await receiver.fakes.settled()
      assert.equal(receiver.posts(), posts)
      assert.equal((await receiver.attempt(2)).outcome, 'published')
      assert.equal(receiver.posts(), 1)
    })
  }

  test('a later attempt that overtakes a late commit makes it one post', async () => {
    await using receiver = await openReceiver()
    receiver.fakes.faults.next('webhook', 'late-commit')
    await receiver.attempt(1)
    await receiver.attempt(2)
    await receiver.fakes.settled()
    assert.equal(receiver.posts(), 1)
  })

  test('a receiver that ignores keys has two posts after a lost answer', async () => {
    await using receiver = await openReceiver('ignores-keys-news')
    receiver.fakes.faults.next('webhook', 'drop-after')
    await receiver.attempt(1)
    await receiver.attempt(2)
    assert.equal(receiver.posts(), 2)
  })
})
