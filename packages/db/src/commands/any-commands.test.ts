import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { streamOf, type Command, type CreateRun, type TaskId } from '@pressrun/events'
import { meta, newRun, openTestLog, start, type TestLog } from '../database.fixture.ts'
import { logHead } from '../log/read.ts'
import { verifyState } from '../log/verify.ts'
import type { Handle } from './handle.ts'
import { anyTaskCommand, moveRun } from './many-commands.fixture.ts'
import { rescheduleRun } from './reschedule-run.ts'

/** Pseudo-random numbers, the same for the same seed (mulberry32). */
function numbers(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const pick = <Item>(items: readonly Item[], next: (below: number) => number): Item =>
  items[next(items.length)] ?? assert.fail()

/** The latest attempt of each task, as far as it is known here. */
const attempts = new Map<TaskId, number>()

const anyCommand = (runs: readonly CreateRun[], next: (below: number) => number): Command => {
  const run = pick(runs, next)
  const { taskId } = pick(run.tasks, next)
  return next(20) === 0 ? start(run.runId) : anyTaskCommand(taskId, next, attempts.get(taskId) ?? 1)
}

/** Some that are started, one that is not yet, and one that is due later. */
async function plan(log: TestLog): Promise<CreateRun[]> {
  const later = { scheduledAt: new Date(Date.now() + 3_600_000).toISOString() }
  const runs = [newRun(4), newRun(4), newRun(4, { start: false }), newRun(4, later)]
  for (const command of runs) await log.handle({ command, meta })
  return runs
}

/** The number of events that the commands returned. */
async function give(handle: Handle, commands: readonly Command[]): Promise<number> {
  const results = await Promise.all(commands.map((command) => handle({ command, meta })))
  let events = 0
  for (const [i, answer] of results.entries()) {
    if (answer.kind !== 'events') continue
    events += answer.events.length
    for (const event of answer.events)
      if (event.type === 'TaskDue')
        attempts.set(streamOf(commands[i] ?? assert.fail()) as TaskId, event.data.attempt)
  }
  return events
}

suite('any commands on tasks', () => {
  for (const seed of [1, 2, 3])
    test(`in batches of any size, the rows are what the log says (seed ${seed})`, async () => {
      await using log = await openTestLog()
      const next = numbers(seed)
      const runs = await plan(log)
      const { position } = await logHead(log.pool)
      let events = 0
      for (let batch = 0; batch < 150; batch++) {
        const commands = Array.from({ length: 1 + next(20) }, () => anyCommand(runs, next))
        events += await give(log.handle, commands)
        if (batch % 50 === 49) assert.deepEqual((await verifyState(log.pool)).differences, [])
      }
      assert.equal((await logHead(log.pool)).position, position + events)
      assert.ok(events > 350, `${events} events`)
    })

  test('with eight concurrent processes, nothing is lost and the rows are what the log says', async () => {
    await using log = await openTestLog()
    const runs = await plan(log)
    const { position } = await logHead(log.pool)
    const counts = await Promise.all(
      Array.from({ length: 8 }, async (_, seed) => {
        const next = numbers(100 + seed)
        const { handle } = log.another()
        let events = 0
        for (let batch = 0; batch < 30; batch++)
          events += await give(
            handle,
            Array.from({ length: 1 + next(12) }, () => anyCommand(runs, next)),
          )
        return events
      }),
    )
    const events = counts.reduce((sum, one) => sum + one, 0)
    assert.equal((await logHead(log.pool)).position, position + events)
    assert.ok(events > 200, `${events} events`)
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })

  test('while their runs are moved again and again, the rows are what the log says', async () => {
    await using log = await openTestLog()
    const runs = await plan(log)
    const processes = Array.from({ length: 4 }, async (_, seed) => {
      const next = numbers(200 + seed)
      const { handle } = log.another()
      for (let batch = 0; batch < 30; batch++)
        await give(
          handle,
          Array.from({ length: 1 + next(6) }, () => anyCommand(runs, next)),
        )
    })
    const moves = runs.map(async (run, seed) => {
      const next = numbers(300 + seed)
      const { pool } = log.another()
      let moved = 0
      for (let move = 0; move < 15; move++) {
        const answer = await rescheduleRun({ pool, now: Date.now }, moveRun(run, next(3) - 1), meta)
        if (answer.kind === 'rescheduled' && answer.tasks.some(({ result }) => result === 'moved'))
          moved += 1
      }
      return moved
    })
    await Promise.all(processes)
    assert.ok((await Promise.all(moves)).some((moved) => moved > 0))
    assert.deepEqual((await verifyState(log.pool)).differences, [])
  })
})
