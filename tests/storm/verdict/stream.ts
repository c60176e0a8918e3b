import { connectBus, follow } from '@pressrun/bus'
import type { RecordedEvent } from '@pressrun/events'

const withinMs = 60_000

/** Where the stream is not the log, message by message. */
export async function strayMessages(
  natsUrl: string,
  log: readonly RecordedEvent[],
): Promise<string[]> {
  const connection = await connectBus({ url: natsUrl, name: 'storm' })
  const finished = new AbortController()
  const strays: string[] = []
  let reached = 0
  const stray = (what: string) => void (strays.length < straysMax && strays.push(what))
  try {
    await follow({
      connection,
      afterPosition: async () => reached,
      wants: () => true,
      onEvents: async (events, position) => {
        if (position - reached !== events.length) stray(`a gap between ${reached} and ${position}`)
        for (const event of events) {
          reached += 1
          if (log[reached - 1]?.id !== event.id) stray(`${reached} is ${event.id}, not the log's`)
        }
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
