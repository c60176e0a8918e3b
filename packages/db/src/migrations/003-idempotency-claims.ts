import { sql, type Kysely } from 'kysely'

/**
 * Who answers a request is its claimant, for a while. A claim can be given back or outlive its
 * process; whoever takes it over finds `created_at` unchanged and makes the same ids from it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table idempotency_keys add column claimed_at timestamptz').execute(db)
}
