import type { RunId } from '@pressrun/events'
import { closedBreaker, roomBehind } from './breaker.ts'
import { isRun, type LeftLane } from './lane.ts'
import type { Breakers } from './learn-remotes.ts'

/** Where room may be left after a look, so that lanes that wait for it can be woken. */
export type RoomLeft = {
  /** Their room is counted when the lanes are woken. */
  readonly runIds: readonly RunId[]
  readonly remotes: readonly { readonly remote: string; readonly room: number }[]
}

/** What a look took, and what it knew and decided. */
type Looked = {
  readonly lanes: readonly Pick<LeftLane, 'lane'>[]
  readonly left: readonly Pick<LeftLane, 'lane'>[]
  readonly freedRuns: Iterable<RunId>
  readonly before: Breakers
  readonly after: Breakers
  readonly now: number
  /** No more lanes than this are woken at once. */
  readonly lanesMax: number
}

export const roomLeft = (looked: Looked): RoomLeft => ({
  runIds: roomyRuns(looked),
  remotes: roomyRemotes(looked),
})

/** Runs that lanes may be waiting for. Usually no lane waits for a run, and no query is needed. */
function roomyRuns({ lanes, left, freedRuns }: Looked): RunId[] {
  const awaited = [...lanes, ...left].flatMap(({ lane }) => lane.waitsFor ?? [])
  if (awaited.length === 0) return []
  return [...new Set([...awaited.filter(isRun), ...freedRuns])]
}

/** Remotes that were cut off or waited for, and that may be sent to now. */
function roomyRemotes({ lanes, before, after, now, lanesMax }: Looked): RoomLeft['remotes'] {
  const awaited = lanes.flatMap(({ lane: { waitsFor } }) =>
    waitsFor !== null && !isRun(waitsFor) ? waitsFor : [],
  )
  const opened = [...before].flatMap(([remote, { openUntil }]) =>
    openUntil === null ? [] : remote,
  )
  return [...new Set([...awaited, ...opened])].flatMap((remote) => {
    const room = roomBehind(after.get(remote) ?? closedBreaker, now)
    return room > 0 ? { remote, room: Math.min(room, lanesMax) } : []
  })
}
