import { setTimeout as pause } from 'node:timers/promises'
import { quantile } from '../measure/statistics.ts'
import { atMost, type Figure } from './figure.ts'
import { inParallel, openWorld, type World } from './world.ts'

const hotAccounts = 3
const quietAccounts = 500
const sinkDelayMs = 20

/** A few busy accounts, and many that post now and then. */
export async function measureQuiet(scale: number): Promise<Figure[]> {
  await using world = await openWorld()
  const delay = () => `?delay=${sinkDelayMs}`
  const all = await world.createAccounts(hotAccounts + quietAccounts, () => ({}), delay)
  const hot = all.slice(0, hotAccounts)
  const quiet = all.slice(hotAccounts)
  await inParallel(Math.round(20_000 * scale), (run) => world.client.publish(`hot ${run}`, hot))
  for (const [index, accountId] of quiet.entries()) {
    await Promise.all([world.client.publish(`quiet ${index}`, [accountId]), pause(60)])
  }
  await pause(1_000)
  const waits = await postedAfterMs(world, quiet)
  return [
    atMost('quiet accounts, due to posted, p99', quantile(waits, 0.99), 150, 'ms'),
    atMost('reordered inside a lane', await reordered(world), 0, 'tasks'),
  ]
}

async function postedAfterMs({ query }: World, accountIds: readonly string[]): Promise<number[]> {
  const list = accountIds.map((id) => `'${id}'`).join(', ')
  const rows = await query(
    `select 1000 * extract(epoch from recorded_at - due_at)::float8 as ms
      from events join tasks on tasks.id = stream_id
      where type = 'TaskPublished' and account_id in (${list})`,
  )
  if (rows.length < accountIds.length) throw new Error(`${rows.length} quiet posts only`)
  return rows.map((row) => Number(row['ms']))
}

/** Tasks that went out before one of their account that was due earlier. */
async function reordered({ query }: World): Promise<number> {
  const [row] = await query(
    `select count(*) as tasks from (
      select due_at, lag(due_at) over (partition by account_id order by position) as before
      from events join tasks on tasks.id = stream_id where type = 'TaskDue') went
      where due_at < before`,
  )
  return Number(row?.['tasks'])
}
