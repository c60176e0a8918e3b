import { toInstant, type TaskId } from '@pressrun/events'
import type pg from 'pg'
import type { Handle } from '../commands/handle.ts'
import { transact } from '../transact.ts'
import { nextConcerned } from './concerned-tasks.ts'
import { readGuard, type FoundRestore } from './guard-row.ts'

export type AcceptOptions = {
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly now: () => number
  /** The actor who accepts it. */
  readonly actor: string
}

export type Accepted = {
  /** The epoch that began. */
  readonly epoch: number
  /** How many tasks are unconfirmed now, because they may have gone out. */
  readonly tasks: number
}

/**
 * A publisher that went on while the database was restored under it may still be at an attempt for as long after that:
 * a check made earlier proves nothing.
 */
const attemptsOverAfterMs = 150_000

/** Tasks that share a commit. */
const chunkMax = 500

/**
 * Accepts that the database was restored: what may have gone out becomes unconfirmed, and a new epoch of the log
 * begins, in which everything else goes on. Nothing goes out before it has finished; one that was interrupted is
 * started again. Returns undefined when there is nothing to accept.
 */
export async function acceptRestore(options: AcceptOptions): Promise<Accepted | undefined> {
  const { pool, now, actor } = options
  const { restore } = await readGuard(pool)
  if (!restore) return undefined
  const tasks = await doubtConcerned(restore, options)
  return transact(pool, async (client) => {
    const { restore: still, place } = await readGuard(client, { lock: true })
    if (!still) return undefined
    await giveUpRetries(client, still)
    const { rows } = await client.query<{ epoch: number }>(
      `with ended as (select * from log_guard), begun as (
        update log_guard set epoch = greatest(epoch, coalesce(known_epoch, 0)) + 1,
          system_identifier = $1, database_oid = $2, table_oid = $3, restored_at = null, reason = null,
          restored_position = null, state_at = null, known_epoch = null, accepted_at = $4
        returning epoch
      )
      insert into restores (epoch, restored_at, reason, position, state_at, tasks, accepted_at, accepted_by)
      select begun.epoch, restored_at, reason, restored_position, coalesce(state_at, restored_at), $5, $4, $6
      from ended, begun returning epoch`,
      [
        place.systemIdentifier,
        place.databaseOid,
        place.tableOid,
        new Date(now()).toISOString(),
        tasks,
        actor,
      ],
    )
    return { epoch: rows[0]?.epoch ?? 0, tasks }
  })
}

/** They were requested before the backup was made: by now they may have been made, and published. */
async function giveUpRetries(client: pg.ClientBase, { at }: FoundRestore): Promise<void> {
  await client.query(
    `with given_up as (
      delete from retry_batch_tasks using retry_batches
      where id = batch_id and created_at <= $1 returning batch_id
    )
    update retry_batches set refused_count = refused_count + tasks
    from (select batch_id, count(*)::integer as tasks from given_up group by batch_id) counted
    where id = batch_id`,
    [at],
  )
}

async function doubtConcerned(
  { at, position, stateAt }: FoundRestore,
  { pool, handle, now, actor }: AcceptOptions,
): Promise<number> {
  const nextCheckAt = toInstant(Math.max(now(), Date.parse(at) + attemptsOverAfterMs))
  let doubted = 0
  // The pages before are not read again and again, but once more at the end.
  let after: TaskId | undefined
  for (;;) {
    const some = await nextConcerned(pool, position, after, chunkMax)
    if (some.length === 0 && after === undefined) return doubted
    after = some.at(-1)?.id
    const handled = await Promise.all(
      some.map(({ id: taskId, meta }) =>
        handle({
          command: { type: 'DoubtTask', taskId, since: stateAt, nextCheckAt },
          meta: { ...meta, actor },
        }),
      ),
    )
    doubted += handled.filter(({ kind }) => kind === 'events').length
  }
}
