import type { Witness } from '@pressrun/events'
import type pg from 'pg'
import { checkLog, checkLogWith } from '../guard/check-log.ts'
import { transact } from '../transact.ts'
import { faultyRows, type OwnRow } from './own-rows.ts'

/**
 * Makes rows again that were lost or made invalid (`ownRows`), from the log where it has their values. Returns those
 * rows. Where witnesses have seen more of the log than there is now, that is a restore, and recorded in the same
 * transaction: nothing goes out then.
 */
export async function repairOwnRows(
  pool: pg.Pool,
  witnesses: () => Promise<readonly Witness[]>,
): Promise<readonly OwnRow[]> {
  const faulty = await faultyRows(pool)
  const logIsConcerned = faulty.includes('log_head') || faulty.includes('log_guard')
  const reports = logIsConcerned ? await witnesses() : []
  if (faulty.includes('log_head')) await repairHead(pool, reports)
  // `checkLog` makes the row of `log_guard` again.
  else if (faulty.includes('log_guard')) await checkLog(pool, reports)
  for (const row of faulty) {
    const statement = remaking[row]
    if (statement) await pool.query(statement)
  }
  return faulty
}

/** No append meanwhile: what is read after the lock is what was committed before it. */
function repairHead(pool: pg.Pool, witnesses: readonly Witness[]): Promise<unknown> {
  return transact(pool, async (client) => {
    await client.query('lock table log_head in exclusive mode')
    await client.query(
      `insert into log_head (seq, position)
        select coalesce(max(seq), 0), coalesce(max(last), 0) from log
        on conflict (only_row) do update set seq = excluded.seq, position = excluded.position`,
    )
    return checkLogWith(client, witnesses)
  })
}

/** The dispatcher makes its own row again, with the next epoch. */
const remaking: { readonly [Row in OwnRow]?: string } = {
  figures_owner: `insert into figures_owner (until) values ('-infinity')
    on conflict (only_row) do update set until = excluded.until`,
  system_jobs: `insert into system_jobs (name, cron, next_at) values ('source-scan', '* * * * *', now())
    on conflict do nothing`,
}
