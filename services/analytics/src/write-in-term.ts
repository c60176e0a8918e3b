import { announceWriter, answerRebuilds, type NatsConnection } from '@pressrun/bus'
import type pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimTerm, isInTerm, isOutdated, type OwnView } from './checkpoint.ts'
import { project, type ProjectOptions } from './project.ts'
import { rebuild, type Rebuilt } from './rebuild.ts'
import { rebuilds } from './rebuilds.ts'
import { awaitNoWriter } from './await-no-writer.ts'
import type { View } from './views/view.ts'

export type WriteOptions = {
  readonly pool: pg.Pool
  readonly connection: NatsConnection
  readonly view: View
  readonly observer: ProjectOptions['observer'] & {
    /** Whether this process writes the view now. */
    readonly writing: (view: string, writes: boolean) => void
    readonly rebuilt: (view: string, rebuilt: Rebuilt) => void
    readonly rebuildFailed: (view: string, cause: unknown) => void
  }
  readonly signal: AbortSignal
}

const retryAfterMs = 1_000

/**
 * Takes part in writing the view for as long as the signal allows: stands by while another process writes it, then
 * writes it until another takes over, which only happens to a frozen process.
 */
export async function writeInTerm(options: WriteOptions): Promise<void> {
  const { pool, connection, view, observer, signal } = options
  while (!signal.aborted) {
    await awaitNoWriter(connection, view.name, signal)
    if (signal.aborted) return
    try {
      await write(options, await claimTerm(pool, view))
    } catch (cause) {
      if (signal.aborted) return
      observer.interrupted(view.name, cause)
      await sleep(retryAfterMs, undefined, { signal }).catch(() => {})
    }
  }
}

async function write(options: WriteOptions, own: OwnView): Promise<void> {
  const { pool, connection, view, observer } = options
  const lost = new AbortController()
  const signal = AbortSignal.any([options.signal, lost.signal])
  const onTermLost = () => lost.abort()
  const { name } = view
  const writer = announceWriter(connection, {
    view: name,
    term: own.term,
    onSuperseded: oneAtATime(async () => {
      if (!(await isInTerm(pool, own))) onTermLost()
    }),
  })
  // From the log, which has no gaps.
  const onReplaced = () => void answer(name)
  const projection = project({ ...options, own, onReplaced, onTermLost, signal })
  const answer = rebuilds([view], async () => {
    const { whileStill } = projection
    try {
      observer.rebuilt(name, await rebuild({ pool, own, whileStill, signal }))
    } catch (cause) {
      // The process that takes over begins it again.
      if (!signal.aborted) observer.rebuildFailed(name, cause)
    }
  })
  const requests = answerRebuilds(connection, answer)
  observer.writing(name, true)
  try {
    if (own.rebuilding || (await isOutdated(pool, view))) answer(name)
    await projection.ended
  } finally {
    lost.abort()
    observer.writing(name, false)
    requests.stop()
    writer.stop()
    await projection.ended
  }
}

/** However often it is called, it asks once at a time, and again no sooner than after a pause. */
function oneAtATime(ask: () => Promise<void>): () => void {
  let isAsking = false
  return () => {
    if (isAsking) return
    isAsking = true
    void ask()
      .catch(() => {})
      .then(() => sleep(retryAfterMs))
      .finally(() => (isAsking = false))
  }
}
