import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { OperatorError } from '../operator-error.ts'
import type { Exit } from '../servers/server-process.ts'
import { fullJitter, supervise, type Part } from './supervise.ts'
import type { Running } from './running.ts'

suite('a supervised part', () => {
  test('is restarted when it ends, and the reason is printed', async () => {
    const { part, starts, die } = fakePart()
    const output: string[] = []
    const supervised = await supervise(part, { ...around, warn: (line) => output.push(line) })
    die({ code: null, signal: 'SIGKILL' })
    await starts.reach(2)
    assert.deepEqual(output, ['publisher was ended by SIGKILL; starting it again in 0.0 s'])
    await supervised.stop()
  })

  test('is retried when it fails to start', async () => {
    const { part, starts, die } = fakePart({ failingStarts: [2, 3] })
    const supervised = await supervise(part, around)
    die({ code: 1, signal: null })
    await starts.reach(4)
    await supervised.stop()
  })

  test('stays down once it was stopped', async () => {
    const { part, starts } = fakePart()
    const supervised = await supervise(part, around)
    await supervised.stop()
    assert.equal(starts.count, 1)
  })

  test('a supervised part that only other settings can help is retried a minute later, and not before', async () => {
    const { part, starts, die } = fakePart({ failingStarts: [2], exitCode: 78 })
    const output: string[] = []
    const printedTwice = Promise.withResolvers<void>()
    const warn = (line: string): void => {
      if (output.push(line) === 2) printedTwice.resolve()
    }
    const supervised = await supervise(part, { ...around, warn })
    die({ code: 1, signal: null })
    await printedTwice.promise
    assert.match(
      output[1] ?? '',
      /would not start \(start 2 failed\); starting it again in 60\.0 s$/,
    )
    await supervised.stop()
    assert.equal(starts.count, 2)
  })

  test('a supervised part that never started is not supervised', async () => {
    const { part } = fakePart({ failingStarts: [1] })
    await assert.rejects(supervise(part, around), { message: 'start 1 failed' })
  })

  test('waits longer after each quick failure, and starts over after it was healthy', async () => {
    const { part, starts, die } = fakePart()
    const waits: number[] = []
    let now = 0
    const random = (): number => 0.5
    const warn = (line: string): void => void waits.push(Number(/([\d.]+) s$/.exec(line)?.[1]))
    const supervised = await supervise(part, { warn, random, now: () => now })
    for (const round of [2, 3]) {
      die({ code: 1, signal: null })
      await starts.reach(round)
    }
    now += 31_000
    die({ code: 1, signal: null })
    await starts.reach(4)
    await supervised.stop()
    assert.deepEqual(waits, [0.1, 0.2, 0.1])
  })
})

suite('the wait before a restart', () => {
  test('doubles its ceiling from 0.2 s to 10 s', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => fullJitter(failures, () => 0.999999))
    assert.deepEqual(longest, [199, 399, 799, 1599, 3199, 6399, 9999, 9999])
  })

  test('is random over the whole range', () => {
    assert.equal(
      fullJitter(8, () => 0),
      0,
    )
  })
})

const around = { warn: () => undefined, random: () => 0, now: () => 0 }

type Fake = { failingStarts?: number[]; exitCode?: number }

function fakePart({ failingStarts = [], exitCode = 1 }: Fake = {}) {
  const starts = countedStarts()
  let end: (exit: Exit) => void = () => undefined
  const start = async (): Promise<Running> => {
    starts.count += 1
    if (failingStarts.includes(starts.count))
      throw new OperatorError(`start ${starts.count} failed`, { exitCode })
    const { promise: exited, resolve } = Promise.withResolvers<Exit>()
    end = resolve
    const stop = async (): Promise<void> => resolve({ code: 0, signal: null })
    return { pid: starts.count, exited, stop, kill: stop }
  }
  const part: Part<Running> = { name: 'publisher', start, onStarted: () => starts.arrived() }
  return { part, starts, die: (exit: Exit) => end(exit) }
}

function countedStarts() {
  const waiting: { count: number; resolve: () => void }[] = []
  return {
    count: 0,
    arrived() {
      for (const { count, resolve } of waiting) if (this.count >= count) resolve()
    },
    /** Resolves when the start with that number has succeeded. */
    reach(count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push({ count, resolve })
      return promise
    },
  }
}
