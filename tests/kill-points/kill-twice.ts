import { setTimeout as pause } from 'node:timers/promises'
import type { TaskId, TaskStatus } from '@pressrun/events'
import type { Hold } from '@pressrun/fake-platforms'
import { eventually } from '../support/index.ts'
import type { Cell } from './cell.ts'
import { requestAt } from './points.ts'
import type { Stage } from './stage.ts'

/**
 * A request that is on its way when its connection dies is done this much later: just within the
 * settle time, for which platforms that can be asked vouch.
 */
const doneLaterMs = 9_000

const keptWithinMs = 30_000
const settledWithinMs = 60_000

/**
 * Lets a publisher take each task to its point, and kills it when all are there. The next one keeps
 * those that are to be met by a second death, as far as they get to their point again, settles the
 * others, and is killed as well; a third settles the rest. Answers when the first died.
 */
export async function killTwice(cells: readonly Cell[], stage: Stage): Promise<number> {
  const first = await startKeeping(cells, stage)
  await first.until(keptWithinMs, ({ kept }) => cells.filter((cell) => !kept(cell)))
  const killedAt = Date.now()
  await first.die()

  const again = cells.filter(({ deaths }) => deaths === 2)
  const second = await startKeeping(again, stage)
  await second.until(settledWithinMs, ({ kept, settled }) =>
    cells.filter((cell) => !kept(cell) && !settled(cell)),
  )
  await second.die()

  await using third = await startKeeping([], stage)
  await third.until(settledWithinMs, ({ settled }) => cells.filter((cell) => !settled(cell)))
  const noJobs = async () => (await stage.jobsOpen()) === 0
  await eventually(noJobs, { within: keptWithinMs, what: 'every job is acknowledged' })
  return killedAt
}

type Seen = {
  readonly kept: (cell: Cell) => boolean
  readonly settled: (cell: Cell) => boolean
}

/** A publisher that keeps these tasks, and the platforms their requests. */
async function startKeeping(cells: readonly Cell[], stage: Stage) {
  const { faults } = stage.fakes
  const kept = new Set<TaskId>()
  const holds: Hold[] = []
  for (const { way, point, account, taskId } of cells) {
    const request = requestAt(point)
    if (!request) continue
    const { neverDone, ...where } = request
    if (neverDone) faults.next(way.platform, 'drop-before', { account })
    const hold = faults.hold(way.platform, { ...where, account })
    holds.push(hold)
    void hold.arrived.then(() => kept.add(taskId))
  }
  const publisher = await stage.startPublisher(
    Object.fromEntries(cells.map(({ taskId, point }) => [taskId, point])),
    ({ taskId }) => kept.add(taskId as TaskId),
  )
  const die = async () => {
    await publisher.kill()
    const release = () => holds.forEach((hold) => hold.release())
    void pause(doneLaterMs, undefined, { ref: false }).then(release)
  }
  return {
    die,
    /** Resolves when none is missing any more. */
    async until(within: number, missing: (seen: Seen) => Cell[]) {
      let seen: Cell[] = []
      const look = async () => {
        const settled = await settledTasks(stage)
        seen = missing({
          kept: ({ taskId }) => kept.has(taskId),
          settled: ({ taskId }) => settled.has(taskId),
        })
        return seen.length === 0
      }
      const found = eventually(look, { within }).catch((cause: unknown) => {
        const names = seen.map(({ way, point }) => `${way.name} at "${point}"`)
        throw new Error(`missing: ${names.join(', ')}`, { cause })
      })
      await Promise.race([found, stage.scheduler.alive, publisher.alive])
    },
    [Symbol.asyncDispose]: () => publisher.kill(),
  }
}

const settledStatuses: readonly TaskStatus[] = ['published', 'failed', 'unconfirmed', 'held']

async function settledTasks({ pool }: Stage): Promise<Set<TaskId>> {
  const { rows } = await pool.query<{ id: TaskId }>('select id from tasks where status = any($1)', [
    settledStatuses,
  ])
  return new Set(rows.map(({ id }) => id))
}
