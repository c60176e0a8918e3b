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

const INSERT_OUTCOME = `
  insert into outcomes (key, account_id, status, remote_id) values ($1, $2, 'published', $3)
  on conflict (key) do nothing`

const INSERT_OUTCOMES = `
  insert into outcomes (key, account_id, status, remote_id)
  select key, account_id, 'published', remote_id
  from unnest($1::text[], $2::text[], $3::text[]) as new (key, account_id, remote_id)
  on conflict (key) do nothing`

type Queryable = {
  query(query: { name: string; text: string; values: unknown[] }): Promise<unknown>
}

/** A prepared statement that is its own transaction: the commit is over when this resolves. */
export async function insertOutcome(db: Queryable, outcome: Outcome): Promise<void> {
  const values = [outcome.key, outcome.accountId, outcome.remoteId]
  await db.query({ name: 'insert-outcome', text: INSERT_OUTCOME, values })
}

/** The same for many outcomes, which share the one commit. */
export async function insertOutcomes(db: Queryable, outcomes: readonly Outcome[]): Promise<void> {
  const values = [
    outcomes.map((outcome) => outcome.key),
    outcomes.map((outcome) => outcome.accountId),
    outcomes.map((outcome) => outcome.remoteId),
  ]
  await db.query({ name: 'insert-outcomes', text: INSERT_OUTCOMES, values })
}
