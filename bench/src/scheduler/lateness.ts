import { quantile } from '../measure/statistics.ts'
import { atMost, type Figure } from './figure.ts'
import { inParallel, latenessMs, openWorld, untilDispatched } from './world.ts'

const tasksPerSecond = 500
const tasksPerRun = 10
const accounts = 1_000

/** 500 tasks fall due each second, evenly, for a while. */
export async function measureLateness(scale: number): Promise<Figure[]> {
  await using world = await openWorld()
  const accountIds = await world.createAccounts(accounts, () => ({ maxInFlight: 8 }))
  const seconds = Math.max(5, Math.round(60 * scale))
  const runs = (tasksPerSecond / tasksPerRun) * seconds
  const startsAt = Date.now() + 3_000 + runs * 4
  await inParallel(runs, (run) => {
    const first = (run * tasksPerRun) % accounts
    const dueAt = startsAt + (run * 1_000 * tasksPerRun) / tasksPerSecond
    const scheduledAt = new Date(dueAt).toISOString()
    return world.client.publish(`late ${run}`, accountIds.slice(first, first + tasksPerRun), {
      scheduledAt,
    })
  })
  await untilDispatched(world, runs * tasksPerRun)
  const late = await latenessMs(world)
  return [atMost(`lateness at ${tasksPerSecond}/s, p99`, quantile(late, 0.99), 50, 'ms')]
}
