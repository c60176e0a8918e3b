import { taskIdOf, type AccountId, type NewId, type TaskId } from '@pressrun/events'
import type { KillPoint } from './points.ts'
import { ways, type Way } from './ways.ts'

/** A task whose publishers are killed at a point. */
export type Cell = {
  readonly way: Way
  readonly point: KillPoint
  readonly deaths: 1 | 2
  /** Each has an account of its own, with a name that the fakes know. */
  readonly account: string
  readonly accountId: AccountId
  readonly taskId: TaskId
}

/** All ways, in one run: killed once at each of their points, and twice where that is possible. */
export function allCells(newId: NewId): Cell[] {
  const wanted = ways.flatMap((way) => [
    ...way.points.map((point) => ({ way, point, deaths: 1 as const })),
    ...way.metAgain.map((point) => ({ way, point, deaths: 2 as const })),
  ])
  const runId = newId('run')
  return wanted.map((cell, number) => ({
    ...cell,
    account: `${cell.way.accountPrefix ?? ''}cell-${number}`,
    accountId: newId('account'),
    taskId: taskIdOf(runId, number),
  }))
}
