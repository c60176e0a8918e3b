import { atMost, type Figure } from './figure.ts'
import { inParallel, latenessMs, openWorld, untilDispatched } from './world.ts'

const tasksPerRun = 1_000

/** All accounts are due at the same instant. */
export async function measureBurst(scale: number): Promise<Figure[]> {
  await using world = await openWorld()
  const runs = Math.max(1, Math.round(10 * scale))
  const accountIds = await world.createAccounts(runs * tasksPerRun, () => ({}))
  const scheduledAt = new Date(Date.now() + 5_000 + runs * 500).toISOString()
  await inParallel(runs, (run) => {
    const first = run * tasksPerRun
    return world.client.publish(`burst ${run}`, accountIds.slice(first, first + tasksPerRun), {
      scheduledAt,
    })
  })
  await untilDispatched(world, accountIds.length)
  const last = Math.max(...(await latenessMs(world)))
  return [atMost(`a burst of ${accountIds.length}, all dispatched`, last / 1_000, 2, 's')]
}
