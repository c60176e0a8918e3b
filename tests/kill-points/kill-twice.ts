import { setTimeout as pause } from 'node:timers/promises'
import { connectors } from '@pressrun/platforms'
import { eventually } from '../support/index.ts'
import type { Cell } from './cell.ts'
import { requestAt } from './points.ts'
import { startKeeping } from './start-keeping.ts'
import type { TestEnvironment } from './environment.ts'

/**
 * The platform executes a request whose connection died at most this long after the takeover: just before the settle
 * time is over, and the platform is checked.
 */
const doneLaterMs =
  Math.min(...connectors.values().map(({ settleMs = Infinity }) => settleMs)) - 2_000

/** The others, which are taken over at the same time, are sent again when that time is over. */
const isTakenOverOnRecord = ({ way, point }: Cell) =>
  requestAt(point)?.done === 'later' && !['key', 'deterministic-id'].includes(way.class)

const keptWithinMs = 30_000
const settledWithinMs = 60_000

/**
 * Lets a publisher take each task to its point, and kills it when all are there. The next one stops again those with a
 * second death, settles the others, and is killed as well; a third settles the rest. Returns when the first died.
 */
export async function killTwice(
  cells: readonly Cell[],
  environment: TestEnvironment,
): Promise<number> {
  const first = await startKeeping(cells, environment)
  await first.until(keptWithinMs, ({ kept }) => cells.filter((cell) => !kept(cell)))
  const killedAt = Date.now()
  await first.die()

  const again = cells.filter(({ deaths }) => deaths === 2)
  const second = await startKeeping(again, environment)
  await second.until(settledWithinMs, ({ takenOver }) =>
    cells.filter((cell) => isTakenOverOnRecord(cell) && !takenOver(cell)),
  )
  await pause(doneLaterMs)
  await first.release('later')
  await second.until(settledWithinMs, ({ kept, settled }) =>
    cells.filter((cell) => !(cell.deaths === 2 ? kept(cell) : settled(cell))),
  )
  await second.die()

  await using third = await startKeeping([], environment)
  await third.until(settledWithinMs, ({ settled }) => cells.filter((cell) => !settled(cell)))
  const noJobs = async () => (await environment.jobsOpen()) === 0
  await eventually(noJobs, { within: keptWithinMs, what: 'every job is acknowledged' })
  await first.release('last')
  return killedAt
}
