import { isRestored, type Database } from '@pressrun/db'
import { findTaskContexts, type TaskContext } from '@pressrun/queries'
import type { Idempotency, TaskId, TaskState } from '@pressrun/events'
import { findConnector, idempotencyOf } from '@pressrun/platforms'
import { blockedOn, type BlockedOn } from './blocked-on.ts'

export type Blocks = ReadonlyMap<TaskId, BlockedOn>

/** What is read, and when. */
export type ReadContext = { readonly database: Database; readonly now: () => number }

/** What the waiting ones of the tasks wait for: two queries at most, however many they are. */
export async function findBlocks(
  { database, now }: ReadContext,
  tasks: readonly TaskState[],
): Promise<Blocks> {
  const ids = tasks.filter(waitsForOthers).map(({ id }) => id)
  const [found, restored] = await Promise.all([
    ids.length > 0 ? findTaskContexts(database, ids) : noContext,
    tasks.some(mayGoOut) && isRestored(database.pool),
  ])
  const blocks = new Map<TaskId, BlockedOn>()
  for (const task of tasks) {
    const around = found.get(task.id)
    const seen = around && { ...around, idempotency: idempotencyFor(task.platform, around) }
    const block =
      restored && mayGoOut(task) ? ({ reason: 'restored' } as const) : blockedOn(task, seen, now())
    if (block) blocks.set(task.id, block)
  }
  return blocks
}

/** The status of the others explains itself. */
const waitsForOthers = ({ status }: Pick<TaskState, 'status'>) =>
  status === 'queued' || status === 'unconfirmed'

/** While the database is a restored one, even running tasks wait. */
const mayGoOut = ({ status }: TaskState) =>
  status === 'running' || status === 'held' || waitsForOthers({ status })

const noContext: ReadonlyMap<TaskId, TaskContext> = new Map()

function idempotencyFor(
  platform: string,
  { settings, verified, unconfirmedPolicy }: TaskContext,
): Idempotency | undefined {
  const connector = findConnector(platform)
  if (!connector || !settings) return undefined
  const atLeastOnce = unconfirmedPolicy === 'at-least-once'
  return { ...idempotencyOf(connector, settings, verified), atLeastOnce }
}
