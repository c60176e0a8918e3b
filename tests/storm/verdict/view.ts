import { isDeepStrictEqual } from 'node:util'
import type { RecordedEvent } from '@pressrun/events'
import type pg from 'pg'
import { callApi, type Api } from '../../support/api.ts'
import { eventually } from '../../support/index.ts'
import { adminKey } from '../stack/services.ts'

const withinMs = 60_000
const view = 'analytics_hourly'

/** Where the view differs from the log's figures. */
export async function viewDifferences(
  url: string,
  pool: pg.Pool,
  log: readonly RecordedEvent[],
): Promise<string[]> {
  const api = callApi(url, adminKey)
  await caughtUp(api)
  const before = await rows(pool)
  const oldTable = await tableId(pool)
  await eventually(async () => (await api('POST', `/projections/${view}/rebuild`)).status === 202, {
    within: withinMs,
    what: 'a rebuild begins',
  })
  await eventually(async () => (await tableId(pool)) !== oldTable, {
    within: withinMs,
    what: 'the view is rebuilt',
  })
  const after = await rows(pool)
  const told = log.filter(({ type }) => type === 'TaskPublished').length
  const counted = before.reduce((sum, row) => sum + Number(row['posts_success']), 0)
  return [
    ...(isDeepStrictEqual(before, after) ? [] : ['its rebuild is another']),
    ...(counted === told ? [] : [`it counts ${counted} posts, the log ${told}`]),
  ]
}

async function caughtUp(api: Api): Promise<void> {
  const isLive = (item: { name: string; lag: number; state: string }) =>
    item.name === view && item.lag === 0 && item.state === 'live'
  await eventually(async () => (await api('GET', '/projections')).body.items.some(isLive), {
    within: withinMs,
    what: 'the view has caught up',
  })
}

async function rows(pool: pg.Pool): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(`select * from ${view} order by hour, account_id`)
  return rows
}

/** A rebuilt view is another table of the same name. */
async function tableId(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query(`select '${view}'::regclass::oid::integer as id`)
  return rows[0].id
}
