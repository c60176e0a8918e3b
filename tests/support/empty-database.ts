import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { shapeOf } from './shape-of.ts'
import type { Template } from './template.ts'
import { withClient } from './with-client.ts'

/** A backend ends some milliseconds after its client has said goodbye. */
const othersGoneWithinMs = 5_000
const askAgainMs = 2

/**
 * Resets a database to the state of a fresh one; false when it cannot be used again, because a test changed more than
 * rows. Throws when others are connected to it.
 */
export function emptyDatabase(url: string, fresh: Template): Promise<boolean> {
  return withClient(url, async (client) => {
    await othersAreGone(client)
    if ((await shapeOf(client)) !== fresh.shape) return false
    // All tables are emptied, so the order of foreign keys does not matter.
    await client.query(
      `begin; set local session_replication_role = replica; ${fresh.emptying}; commit`,
    )
    return true
  })
}

async function othersAreGone(client: pg.Client): Promise<void> {
  const deadline = performance.now() + othersGoneWithinMs
  for (;;) {
    const { rows } = await client.query<{ query: string }>(
      `select query from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    )
    if (rows.length === 0) return
    if (performance.now() > deadline) {
      const queries = rows.map(({ query }) => query.slice(0, 200)).join('; ')
      throw new Error(`the test left ${rows.length} connections to its database: ${queries}`)
    }
    await pause(askAgainMs)
  }
}
