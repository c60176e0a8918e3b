import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TaskId, TaskStatus } from '@pressrun/events'
import type { Hold } from '@pressrun/fake-platforms'
import { eventually } from '../support/index.ts'
import type { Cell } from './cell.ts'
import { requestAt, type RequestPoint } from './points.ts'
import type { TestEnvironment } from './environment.ts'

type Seen = {
  readonly kept: (cell: Cell) => boolean
  readonly settled: (cell: Cell) => boolean
  /** The first attempt has a recorded outcome. */
  readonly takenOver: (cell: Cell) => boolean
}

/** A publisher that stops these tasks, and platforms that hold their requests. */
export async function startKeeping(cells: readonly Cell[], environment: TestEnvironment) {
  const { faults } = environment.fakes
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
  const publisher = await environment.startPublisher(
    Object.fromEntries(cells.map(({ taskId, point }) => [taskId, point])),
    ({ taskId }) => kept.add(taskId as TaskId),
  )
  const release = async (done: RequestPoint['done']) => {
    for (const one of held) if (one.done === done) one.hold.release()
    // It is done by the next turn of the event loop.
    await nextTurn()
  }
  return {
    publisher,
    release,
    async die() {
      await publisher.kill()
      await Promise.all([release('never'), release(undefined)])
    },
    /** Resolves when none is missing any more. */
    async until(within: number, missing: (seen: Seen) => Cell[]) {
      let seen: Cell[] = []
      const look = async () => {
        const tasks = await tasksNow(environment)
        const is = (cell: Cell, holds: (task: TaskNow) => boolean) => {
          const task = tasks.get(cell.taskId)
          return task !== undefined && holds(task)
        }
        seen = missing({
          kept: ({ taskId }) => kept.has(taskId),
          settled: (cell) => is(cell, ({ status }) => settledStatuses.has(status)),
          takenOver: (cell) => is(cell, (task) => task.status !== 'running' || task.attempt > 1),
        })
        return seen.length === 0
      }
      const found = eventually(look, { within }).catch((cause: unknown) => {
        const names = seen.map(({ way, point }) => `${way.name} at "${point}"`)
        throw new Error(`missing: ${names.join(', ')}`, { cause })
      })
      await Promise.race([found, environment.scheduler.alive, publisher.alive])
    },
    [Symbol.asyncDispose]: () => publisher.kill(),
  }
}

type TaskNow = { readonly id: TaskId; readonly status: TaskStatus; readonly attempt: number }

const settledStatuses: ReadonlySet<TaskStatus> = new Set([
  'published',
  'failed',
  'unconfirmed',
  'held',
])

async function tasksNow({ pool }: TestEnvironment): Promise<Map<TaskId, TaskNow>> {
  const { rows } = await pool.query<TaskNow>('select id, status, attempt from task_states')
  return new Map(rows.map((task) => [task.id, task]))
}
