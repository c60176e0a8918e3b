import { setTimeout as pause } from 'node:timers/promises'
import { problemOf, reach, type ApiClient } from './api-client.ts'
import { readEventStream } from './event-stream.ts'
import { isOver, type Run } from './run.ts'

const reconnectAfterMs = 500

/** The reason that a task waits for may change though nothing happens to its run. */
const pollEveryMs = 5_000

/** A run of ten thousand tasks changes more often than anybody can read. */
const pollAtMostEveryMs = 100

/** `enough`: the run need not be followed any longer. */
type Seen = 'enough' | undefined

/**
 * Follows a run to its end and returns its final state. The stream says *that* something changed and survives broken
 * connections; the run itself is read from the API, so the output is never a guess. Ends earlier when `onChange`
 * returns `enough`. Rejects when `until` is aborted first.
 */
export async function watchRun(
  api: ApiClient,
  runId: string,
  onChange: ((run: Run) => void) | ((run: Run) => Promise<Seen | void>),
  until: AbortSignal = new AbortController().signal,
): Promise<Run> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, until])
  let changed = Promise.withResolvers<void>()
  const listening = listen(api, runId, () => changed.resolve(), signal)
  listening.catch(() => undefined)
  try {
    for (;;) {
      changed = Promise.withResolvers<void>()
      const run = await api.get<Run>(`/runs/${runId}`)
      const seen = await onChange(run)
      if (seen === 'enough' || isOver(run)) return run
      await Promise.race([changed.promise, listening, pause(pollEveryMs, undefined, { signal })])
      await pause(pollAtMostEveryMs, undefined, { signal })
    }
  } finally {
    stop.abort()
  }
}

// Rejects only for permanent faults: a problem response, or a gateway gone for longer than the client retries.
async function listen(
  api: ApiClient,
  runId: string,
  onEvent: () => void,
  signal: AbortSignal,
): Promise<void> {
  let lastEventId: string | undefined
  while (!signal.aborted) {
    try {
      for await (const { id } of eventsOf(api, runId, lastEventId, signal)) {
        lastEventId = id ?? lastEventId
        onEvent()
      }
    } catch (error) {
      if (signal.aborted) return
      if (!isBrokenConnection(error)) throw error
    }
    // It may have ended while the connection was broken.
    onEvent()
    await pause(reconnectAfterMs, undefined, { signal }).catch(() => undefined)
  }
}

async function* eventsOf(
  api: ApiClient,
  runId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
) {
  const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const response = await reach(api.target, `/runs/${runId}/events`, {
    headers: { accept: 'text/event-stream', ...resume },
    signal,
  })
  if (!response.ok || response.body === null) {
    throw problemOf(response.status, await response.text(), api.target)
  }
  yield* readEventStream(response.body)
}

// fetch says "terminated" and "fetch failed" with a TypeError when the other side went away.
function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError
}
