import { retryConflicts } from '@pressrun/db'
import { listOpenRetryBatches } from '@pressrun/queries'
import type { BatchId } from '@pressrun/events'
import { pause, type Logger } from '@pressrun/runtime'
import { workChunk, type Chunks } from './work-chunk.ts'

/** Works through retry batches, including those that another gateway left behind. */
export type RetryWorker = AsyncDisposable & {
  /** Resolves when the batch is finished, by any gateway. */
  readonly finish: (id: BatchId) => Promise<void>
  /** Call when a batch was added. */
  readonly wake: () => void
}

/** While others work on batches, or the database is away, the worker checks again after this. */
const busyEveryMs = 3_000
const idleEveryMs = 60_000

export function openRetryWorker(options: Chunks & { readonly log: Logger }): RetryWorker {
  const { log } = options
  const stop = new AbortController()
  let nap = new AbortController()
  let failures = 0

  const round = async (): Promise<number> => {
    try {
      const left = await workOpenBatches(options, stop.signal)
      failures = 0
      return left > 0 ? busyEveryMs : idleEveryMs
    } catch (cause) {
      failures += 1
      if (failures === 1) log.warn({ err: cause }, 'retries of many tasks have to wait')
      return busyEveryMs
    }
  }
  const work = async () => {
    while (!stop.signal.aborted) {
      nap = new AbortController()
      const waitMs = await round()
      await pause(waitMs, AbortSignal.any([stop.signal, nap.signal]))
    }
  }
  const working = work()
  return {
    wake: () => nap.abort(),
    finish: async (id) => {
      while (await retryConflicts(() => workChunk(options, id, true)));
    },
    [Symbol.asyncDispose]: () => {
      stop.abort()
      return working
    },
  }
}

/**
 * A chunk of each in turn, so that a small one need not wait for a large one, nor any for a broken one. Returns how
 * many remain.
 */
async function workOpenBatches(options: Chunks, signal: AbortSignal): Promise<number> {
  const resting = new Set<BatchId>()
  const faults: unknown[] = []
  const workOn = async (id: BatchId) => {
    const more = await retryConflicts(() => workChunk(options, id, false)).catch(
      (cause: unknown) => {
        faults.push(cause)
        return false
      },
    )
    if (!more) resting.add(id)
  }
  for (;;) {
    const open = await listOpenRetryBatches(options.database)
    const ready = open.filter((id) => !resting.has(id))
    if (ready.length === 0 && faults.length > 0) throw faults[0]
    if (ready.length === 0 || signal.aborted) return open.length
    for (const id of ready) if (!signal.aborted) await workOn(id)
  }
}
