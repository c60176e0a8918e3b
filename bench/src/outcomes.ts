import type pg from 'pg'

export type Outcome = {
  readonly key: string
  readonly accountId: string
  readonly remoteId: string
}

export const OUTCOMES_TABLE = `
  create table if not exists outcomes (
    key text primary key,
    account_id text not null,
    status text not null,
    remote_id text not null,
    finished_at timestamptz not null default now()
  )`

const INSERT_OUTCOMES = `
  insert into outcomes (key, account_id, status, remote_id)
  select key, account_id, 'published', remote_id
  from unnest($1::text[], $2::text[], $3::text[]) as new (key, account_id, remote_id)
  on conflict (key) do nothing`

type Queryable = {
  query(query: { name: string; text: string; values: unknown[] }): Promise<unknown>
}

/** Commits the outcomes as one prepared statement: the transaction is over when this resolves. */
export async function insertOutcomes(db: Queryable, outcomes: readonly Outcome[]): Promise<void> {
  await db.query({ name: 'insert-outcomes', text: INSERT_OUTCOMES, values: columns(outcomes) })
}

export function insertOutcomesStatement(outcomes: readonly Outcome[]): [string, unknown[]] {
  return [INSERT_OUTCOMES, columns(outcomes)]
}

function columns(outcomes: readonly Outcome[]): unknown[] {
  return [
    outcomes.map((outcome) => outcome.key),
    outcomes.map((outcome) => outcome.accountId),
    outcomes.map((outcome) => outcome.remoteId),
  ]
}

export type OutcomeWriter = { record(outcome: Outcome): Promise<void> }

type Waiting = { outcome: Outcome; resolve: () => void; reject: (reason: unknown) => void }

/**
 * Records outcomes of jobs that run side by side in shared transactions, which is what an expert
 * does when each commit costs a disk flush. `record` resolves only after the commit, so a job is
 * never completed before its outcome is durable.
 */
export function groupedOutcomeWriter(pool: pg.Pool, flushesMax: number): OutcomeWriter {
  let waiting: Waiting[] = []
  let flushes = 0
  const flush = async (): Promise<void> => {
    if (flushes >= flushesMax || waiting.length === 0) return
    const batch = waiting
    waiting = []
    flushes += 1
    try {
      await insertOutcomes(
        pool,
        batch.map((entry) => entry.outcome),
      )
      for (const entry of batch) entry.resolve()
    } catch (error) {
      for (const entry of batch) entry.reject(error)
    } finally {
      flushes -= 1
      void flush()
    }
  }
  return {
    record: (outcome) =>
      new Promise((resolve, reject) => {
        waiting.push({ outcome, resolve, reject })
        if (waiting.length === 1) setImmediate(() => void flush())
      }),
  }
}
