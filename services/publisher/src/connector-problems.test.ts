import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { done } from '@pressrun/bus'
import { last, platform, publisher, types, withPlatform } from './each-attempt.fixture.ts'

suite('a connector that misbehaves', () => {
  withPlatform('key')

  test('and throws leaves the outcome unknown', async () => {
    platform.script = () => Promise.reject(new TypeError('a bug'))
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'connector-fault' })
  })

  test('and throws synchronously leaves the outcome unknown', async () => {
    platform.script = () => {
      throw new TypeError('a bug')
    }
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.equal((await publisher.task(job)).code, 'connector-fault')
  })

  test('and never answers is given up at the deadline, and aborted', async () => {
    let stopped = false
    platform.script = ({ signal }) => {
      signal.addEventListener('abort', () => (stopped = true))
      return new Promise(() => {})
    }
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'deadline-passed' })
    assert.ok(stopped)
  })

  test('and answers after the deadline changes nothing any more', async () => {
    const late = Promise.withResolvers<{ outcome: 'published' }>()
    platform.script = () => late.promise
    const job = await publisher.dueJob()
    await publisher.react(job)
    const history = await types(job)
    late.resolve({ outcome: 'published' })
    await new Promise(setImmediate)
    assert.deepEqual(await types(job), history)
  })

  test('and answers garbage leaves the outcome unknown', async () => {
    for (const garbage of [undefined, 'yes', {}, { outcome: 'published', remoteId: 7 }]) {
      platform.script = () => Promise.resolve(garbage as never)
      const job = await publisher.dueJob()
      await publisher.react(job)
      assert.equal((await publisher.task(job)).code, 'connector-fault')
    }
  })

  test('and names a post with what no row accepts has published it, once', async () => {
    for (const unfit of ['a\0b', 'a\ud800', 'e'.repeat(1_200_000)]) {
      platform.script = () =>
        Promise.resolve({
          outcome: 'published',
          remoteId: unfit,
          url: `https://a.example/${unfit}`,
        })
      const job = await publisher.dueJob()
      assert.equal(await publisher.react(job), done)
      assert.equal((await publisher.task(job)).status, 'published')
    }
  })

  test('and never finishes preparing has sent nothing', async () => {
    platform.prepare = () => new Promise(() => {})
    const job = await publisher.dueJob()
    await publisher.react(job)
    const { data } = await last(job)
    assert.ok('error' in data && data.error.class === 'not-sent')
  })
})
