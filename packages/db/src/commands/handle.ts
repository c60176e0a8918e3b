import { toInstant } from '@pressrun/events'
import type pg from 'pg'
import { batching } from '../batching.ts'
import { databaseFaultOf, isDatabaseFault, spoilsConnection } from '../database-fault.ts'
import { logChannel } from '../log/append.ts'
import { runTransaction } from '../transaction.ts'
import { isConflict } from './failures.ts'
import { repairMoves } from '../moves/repair-moves.ts'
import type { Handled, Request } from './request.ts'
import { retryConflicts } from '../retry-conflicts.ts'
import { UnitOfWork } from './unit-of-work.ts'
import { loadStates, loadUnknownStates } from './states.ts'

export type Handle = (request: Request) => Promise<Handled>

export type HandleOptions = {
  readonly pool: pg.Pool
  readonly now: () => number
  /** Called with the size of every batch that was committed. */
  readonly onBatch?: (size: number) => void
}

/** Upper limit of commands in a transaction; beyond it the commit no longer dominates the cost. */
const batchMax = 500

/**
 * Makes the command handler of a process: decides each command on the current state and appends its events, with the
 * new state rows, in one transaction shared by all commands that arrive while the one before is under way. A refusal
 * is a value; a fault of one command (a row the database refuses) is thrown to its caller alone.
 */
export function commandHandler(options: HandleOptions): Handle {
  const { pool, now } = options
  const attempt = async (requests: readonly Request[], trusting: boolean): Promise<Handled[]> => {
    const states = trusting
      ? await loadUnknownStates(pool, requests)
      : await loadStates(
          pool,
          requests.map((request) => request.command),
        )
    const unitOfWork = new UnitOfWork(states, toInstant(now()))
    const handled = requests.map((request) => unitOfWork.decide(request))
    if (!unitOfWork.isEmpty) await commit(pool, unitOfWork)
    return handled
  }
  const decided = async (requests: readonly Request[], trusting: boolean) => {
    const handled = await attempt(requests, trusting)
    options.onBatch?.(requests.length)
    return handled
  }
  return isolating(async (requests) => {
    let tries = 0
    try {
      // The caller's state may be stale: then a newer version is stored.
      return await retryConflicts(() => decided(requests, tries++ === 0))
    } catch (cause) {
      if (!isConflict(cause)) throw cause
      const [alone, ...others] = requests
      // Alone it conflicts with no other command: the row by which its task moves differs from the log.
      if (!alone || others.length > 0 || !('taskId' in alone.command)) throw cause
      await repairMoves(pool, [alone.command.taskId], now())
      return decided(requests, false)
    }
  })
}

async function commit(pool: pg.Pool, unitOfWork: UnitOfWork): Promise<void> {
  const client = await pool.connect()
  let fault: unknown
  try {
    await runTransaction(client, unitOfWork.statements())
  } catch (cause) {
    fault = cause
    if (databaseFaultOf(cause) === 'damaged') await notifyScheduler(pool)
    throw cause
  } finally {
    client.release(spoilsConnection(fault))
  }
}

/** A scheduler that is woken by the log finds that its head is wrong, and repairs it. */
const notifyScheduler = (pool: pg.Pool) =>
  pool.query(`select pg_notify('${logChannel}', '')`).catch(() => {})

/** A batch that fails as a whole is retried one by one, so that a faulty command fails only itself. */
function isolating(run: (requests: readonly Request[]) => Promise<Handled[]>): Handle {
  type Result = { readonly handled: Handled } | { readonly fault: unknown }
  const alone = async (request: Request): Promise<Result> => {
    try {
      const [handled] = await run([request])
      return { handled: handled as Handled }
    } catch (fault) {
      return { fault }
    }
  }
  const together = async (requests: readonly Request[]): Promise<Result[]> => {
    try {
      return (await run(requests)).map((handled) => ({ handled }))
    } catch (fault) {
      if (requests.length === 1 || isDatabaseFault(fault)) return requests.map(() => ({ fault }))
      const results: Result[] = []
      for (const request of requests) results.push(await alone(request))
      return results
    }
  }
  const submit = batching(together, { itemsMax: batchMax })
  return async (request) => {
    const result = await submit(request)
    if ('fault' in result) throw result.fault
    return result.handled
  }
}
