import { commandHandler, newIds, readStream, type LogGuard } from '@pressrun/db'
import { isPresent, type Presence } from './presence.ts'
import type { TaskId } from '@pressrun/events'
import type { findConnector, Tools } from '@pressrun/platforms'
import { pause } from '@pressrun/runtime'
import type pg from 'pg'
import type { Reactions } from './consume-all.ts'
import type { Passing } from './jobs/attempt-point.ts'
import { beginningsIn } from './jobs/beginnings.ts'
import { takeCare, type Isolate } from './jobs/care.ts'
import { jobsReader } from './jobs/job-row.ts'
import { contentMemory } from './jobs/memory-turn.ts'
import { overridesSource, snapshotSource, type AccountSource } from './jobs/sources.ts'
import type { publisherMetrics } from './metrics.ts'
import { publishTasks } from './publish-tasks.ts'
import { reconcileTask } from './reconcile-task.ts'
import { sourceReader } from './sources/read-source.ts'
import { createScanTurns } from './sources/scan-turns.ts'
import { scanSource } from './sources/scan-source.ts'

/** For looking, for preparing a post, and again for sending it. */
const stepDeadlineMs = 60_000

export type ReactionOptions = {
  readonly pool: pg.Pool
  readonly guard: LogGuard
  readonly presence: Presence
  readonly account: AccountSource
  readonly findConnector: typeof findConnector
  readonly tools: Tools
  readonly isolate: Isolate
  readonly sourceDirs: readonly string[]
  readonly observe: ReturnType<typeof publisherMetrics>
  /** Hears of the moments of attempts. */
  readonly passing: Passing | undefined
  readonly signal: AbortSignal
}

/** What the publisher does about due jobs, looks and scans. */
export function createReactions(options: ReactionOptions): Reactions {
  const { pool, guard, presence, tools, observe, signal } = options
  const newId = newIds()
  const now = Date.now
  const handle = commandHandler({ pool, now, onBatch: observe.onBatch })
  const common = {
    guard,
    readJobs: jobsReader(pool, guard),
    snapshot: snapshotSource(pool),
    overrides: overridesSource(pool),
    account: options.account,
    history: (taskId: TaskId) => readStream(pool, taskId),
    findConnector: options.findConnector,
    handle,
    tools,
    deadlineMs: stepDeadlineMs,
    owners: {
      ownId: presence.id,
      announce: presence.announce,
      isPresent: (owner: number) => isPresent(pool, owner),
    },
    beginnings: beginningsIn(pool, presence.id),
    memory: contentMemory(),
    isolate: options.isolate,
    onIsolated: observe.onIsolated,
    onHeld: observe.onHeld,
    now,
    signal,
  }
  return {
    publish: publishTasks({
      ...common,
      care: takeCare(common),
      random: Math.random,
      onOutcome: observe.onOutcome,
      passing: options.passing,
    }),
    reconcile: reconcileTask({ ...common, onFinding: observe.onFinding }),
    scan: scanSource({
      pool,
      guard,
      newId,
      handle,
      read: sourceReader({ ...tools, pool, sourceDirs: options.sourceDirs, wait: pause }),
      turns: createScanTurns(),
      onScan: observe.onScan,
      onFault: observe.onScanFault,
      now,
      signal,
    }),
  }
}
