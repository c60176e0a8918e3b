import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { TaskId, TaskStatus } from '@pressrun/events'
import type { Hold } from '@pressrun/fake-platforms'
import { eventually } from '../support/index.ts'
import type { Cell } from './cell.ts'
import { requestAt, type RequestPoint } from './points.ts'
import type { Stage } from './stage.ts'

type Seen = {
  readonly kept: (cell: Cell) => boolean
  readonly settled: (cell: Cell) => boolean
}

/**
 * A request that is on its way when its connection dies is done this much later: after the takeover,
 * which the ack wait brings about within 10 s, and before the look that follows by the settle time.
 */
const doneLaterMs = 12_000

/** A publisher that keeps these tasks, and the platforms their requests. */
export async function startKeeping(cells: readonly Cell[], stage: Stage) {
  const { faults } = stage.fakes
  const kept = new Set<TaskId>()
  const held: { readonly hold: Hold; readonly done: RequestPoint['done'] }[] = []
  for (const { way, point, account, taskId } of cells) {
    const request = requestAt(point)
    if (!request) continue
    const { done, ...where } = request
    if (done === 'never') faults.next(way.platform, 'drop-before', { account })
    const hold = faults.hold(way.platform, { ...where, account })
    held.push({ hold, done })
    void hold.arrived.then(() => kept.add(taskId))
  }
  const publisher = await stage.startPublisher(
    Object.fromEntries(cells.map(({ taskId, point }) => [taskId, point])),
    ({ taskId }) => kept.add(taskId as TaskId),
  )
  const die = async () => {
    await publisher.kill()
    void pause(doneLaterMs, undefined, { ref: false }).then(() => {
      for (const { hold, done } of held) if (done !== 'last') hold.release()
    })
  }
  return {
    die,
    async doLast() {
      for (const { hold } of held) hold.release()
      await nextTurn()
    },
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
