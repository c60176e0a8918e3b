import type { FoundLane, Head } from './lane.ts'

/** How many tasks a look aims for: enough to fill a commit, too few to delay it. */
export const tasksWanted = 500
const tasksPerLaneMax = 64

/** The lanes share a look evenly, and each sends one task at least. */
export const tasksPerLane = (lanes: number, wanted = tasksWanted): number =>
  Math.min(tasksPerLaneMax, Math.ceil(wanted / Math.max(1, lanes)))

/**
 * The heads that go by how many lanes a look has found. How long they are was asked by how many the look
 * before had found: when a crowd comes, each of them could be as long as that of a lane that is alone.
 */
export function shareLook<Task extends Head>(
  lanes: readonly FoundLane<Task>[],
  wanted = tasksWanted,
): FoundLane<Task>[] {
  const max = tasksPerLane(lanes.filter(({ heads }) => heads.length > 0).length, wanted)
  return lanes.map((lane) =>
    lane.heads.length > max
      ? { ...lane, heads: lane.heads.slice(0, max), headsMax: max, more: true }
      : lane,
  )
}
