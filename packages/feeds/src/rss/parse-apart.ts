import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FeedAddresses } from './address.ts'
import type { Parsed } from './parse-feed.ts'

/** Far more time and memory than a reasonable feed needs. */
const parseDeadlineMs = 30_000
const heapDefaultMb = 256

/** V8's default, half a gigabyte, counts toward the memory that the process may have. */
const codeRangeSizeMb = 16

type ParseLimits = {
  /** The caller stopped waiting, for example because its process ends. */
  readonly signal?: AbortSignal
  readonly deadlineMs?: number
  readonly heapMaxMb?: number
}

/**
 * Parses a feed in its own thread, which is terminated when it takes too much time or memory: the
 * feed is untrusted, and must neither block nor crash the rest of the process.
 */
export async function parseApart(
  text: string,
  addresses: FeedAddresses,
  { signal, deadlineMs = parseDeadlineMs, heapMaxMb = heapDefaultMb }: ParseLimits = {},
): Promise<Parsed> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./feed-worker.ts', import.meta.url), {
    workerData: { text, addresses },
    resourceLimits: { maxOldGenerationSizeMb: heapMaxMb, codeRangeSizeMb },
    execArgv: [],
  })
  try {
    const deadline = AbortSignal.timeout(deadlineMs)
    const ended = signal ? AbortSignal.any([signal, deadline]) : deadline
    const [parsed] = await once(worker, 'message', { signal: ended })
    return parsed as Parsed
  } catch (error) {
    signal?.throwIfAborted()
    if (!isTooMuch(error)) throw error
    const message = 'Parsing the feed takes too much time or memory.'
    return { problem: { code: 'feed-too-costly', message } }
  } finally {
    await worker.terminate()
  }
}

const isTooMuch = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'))
