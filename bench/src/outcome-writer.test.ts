import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inSharedCommits } from './outcome-writer.ts'
import type { Outcome } from './outcomes.ts'

const outcome = (key: string): Outcome => ({ key, accountId: 'account', remoteId: 'remote' })

suite('outcomes in shared commits', () => {
  test('of jobs that run side by side are one commit', async () => {
    const commits: string[][] = []
    const record = inSharedCommits(async (outcomes) => {
      commits.push(outcomes.map(({ key }) => key))
    }, 1)
    await Promise.all(['a', 'b', 'c'].map((key) => record(outcome(key))))
    assert.deepEqual(commits, [['a', 'b', 'c']])
  })

  test('resolve only when their commit is over, and leave the next to wait', async () => {
    const first = Promise.withResolvers<void>()
    const commits: string[][] = []
    const done: string[] = []
    const record = inSharedCommits(async (outcomes) => {
      commits.push(outcomes.map(({ key }) => key))
      if (commits.length === 1) await first.promise
    }, 1)
    const a = record(outcome('a')).then(() => done.push('a'))
    await new Promise(setImmediate)
    const b = record(outcome('b')).then(() => done.push('b'))
    await new Promise(setImmediate)
    assert.deepEqual([commits, done], [[['a']], []])
    first.resolve()
    await Promise.all([a, b])
    assert.deepEqual(
      [commits, done],
      [
        [['a'], ['b']],
        ['a', 'b'],
      ],
    )
  })

  test('fail together', async () => {
    const record = inSharedCommits(() => Promise.reject(new Error('refused')), 1)
    const results = await Promise.allSettled(['a', 'b'].map((key) => record(outcome(key))))
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
  })
})
