import { connectBus, follow } from '@pressrun/bus'
import type { RecordedEvent } from '@pressrun/events'
import { isDeepStrictEqual } from 'node:util'

const withinMs = 60_000

/** Where stream and log differ, message by message. */
export async function strayMessages(
  natsUrl: string,
  log: readonly RecordedEvent[],
): Promise<string[]> {
  const connection = await connectBus({ url: natsUrl, name: 'storm' })
  const finished = new AbortController()
  const strays: string[] = []
  let seq = 0
  let reached = 0
  const stray = (what: string) => void (strays.length < straysMax && strays.push(what))
  try {
    await follow({
      connection,
      afterSeq: async () => seq,
      wants: () => true,
      onEvents: async (events, to) => {
        if (to.position - reached !== events.length)
          stray(`a gap between ${reached} and ${to.position}`)
        for (const event of events) {
          reached += 1
          if (!isDeepStrictEqual(log[reached - 1], event)) stray(`${reached} is not the log's`)
        }
        seq = to.seq
        if (reached >= log.length) finished.abort()
      },
      onInterrupted: () => {},
      onUndecodable: (subject, position) => stray(`${subject} at ${position} cannot be read`),
      signal: AbortSignal.any([finished.signal, AbortSignal.timeout(withinMs)]),
    })
  } finally {
    await connection.close()
  }
  if (reached !== log.length) stray(`it ends at ${reached}, the log at ${log.length}`)
  return strays
}

const straysMax = 20
