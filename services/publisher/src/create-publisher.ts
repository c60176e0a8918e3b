import { commandHandler, readStream, type LogGuard } from '@pressrun/db'
import type { findConnector, Tools } from '@pressrun/platforms'
import type pg from 'pg'
import type { Passing } from './jobs/attempt-point.ts'
import { beginningsIn } from './jobs/beginnings.ts'
import { takeCare } from './jobs/care.ts'
import { jobsReader } from './jobs/job-row.ts'
import { memorySemaphores } from './jobs/memory-permit.ts'
import type { Isolate, Publisher, PublisherParts } from './jobs/publisher.ts'
import { overridesSource, snapshotSource, type AccountSource } from './jobs/sources.ts'
import type { publisherMetrics } from './metrics.ts'
import { isPresent, type Presence } from './presence.ts'

/** For checking, for preparing a post, and again for sending it. */
const stepDeadlineMs = 60_000

export type Opened = {
  readonly pool: pg.Pool
  readonly guard: LogGuard
  readonly presence: Presence
  readonly account: AccountSource
  readonly findConnector: typeof findConnector
  readonly tools: Tools
  readonly isolate: Isolate
  readonly observe: ReturnType<typeof publisherMetrics>
  /** Called at the named points of attempts. */
  readonly passing: Passing | undefined
  readonly signal: AbortSignal
}

/** Creates the publisher from what its process has opened. */
export function createPublisher(opened: Opened): Publisher {
  const { pool, guard, presence, observe } = opened
  const now = Date.now
  const parts = {
    guard,
    handle: commandHandler({ pool, now, onBatch: observe.onBatch }),
    readJobs: jobsReader(pool, guard),
    snapshot: snapshotSource(pool),
    account: opened.account,
    overrides: overridesSource(pool),
    history: (taskId) => readStream(pool, taskId),
    findConnector: opened.findConnector,
    tools: opened.tools,
    deadlineMs: stepDeadlineMs,
    owners: {
      ownId: presence.id,
      announce: presence.announce,
      isPresent: (owner) => isPresent(pool, owner),
    },
    beginnings: beginningsIn(pool, presence.id),
    memory: memorySemaphores(),
    isolate: opened.isolate,
    onOutcome: observe.onOutcome,
    onFinding: observe.onFinding,
    onIsolated: observe.onIsolated,
    onHeld: observe.onHeld,
    random: Math.random,
    passing: opened.passing,
    now,
    signal: opened.signal,
  } satisfies PublisherParts
  return { ...parts, care: takeCare(parts) }
}
