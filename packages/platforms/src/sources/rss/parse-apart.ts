import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Parsed } from './parse-feed.ts'

/** No sensible feed takes as long, or as much. */
const parseDeadlineMs = 30_000
const heapDefaultMb = 256

/**
 * Parses a feed in a thread of its own, which is ended when it takes too long or too much: strangers
 * wrote the feed, and nothing else here may wait for it or die of it.
 */
export async function parseApart(
  text: string,
  base: string,
  { deadlineMs = parseDeadlineMs, heapMaxMb = heapDefaultMb } = {},
): Promise<Parsed> {
  const worker = new Worker(new URL('./feed-worker.ts', import.meta.url), {
    workerData: { text, base },
    resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
    execArgv: [],
  })
  try {
    const [parsed] = await once(worker, 'message', { signal: AbortSignal.timeout(deadlineMs) })
    return parsed as Parsed
  } catch (error) {
    if (!isTooMuch(error)) throw error
    const message = 'Reading the feed takes more time or memory than any sensible one.'
    return { trouble: { code: 'feed-too-costly', message } }
  } finally {
    await worker.terminate()
  }
}

const isTooMuch = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'))
