import type { ServerResponse } from 'node:http'
import { logHead } from '@pressrun/db'
import type { ApiKeyId, RunId } from '@pressrun/events'
import { ByteSemaphore, type Logger } from '@pressrun/runtime'
import type { BusInReach } from '../bus/bus-in-reach.ts'
import type { ReadContext } from '../tasks/find-blocks.ts'
import { eventStream, type EventStream } from './event-stream.ts'
import { OpenStreams } from './open-streams.ts'
import { RunTail } from './run-tail.ts'
import { watchRun } from './watch-run.ts'

type WatchRequest = {
  readonly runId: RunId
  /** The last position the client has seen, if any. */
  readonly after: number | undefined
  /** The stream ends with the key that requested it. */
  readonly apiKeyId: ApiKeyId
}

/** Live progress of runs for watchers. */
export type Live = AsyncDisposable & {
  /** Whether another watcher is allowed. */
  readonly hasRoom: () => boolean
  readonly watch: (request: WatchRequest, response: ServerResponse) => void
  /** Ends all streams: their clients reconnect, to the process that serves then. */
  readonly endStreams: () => void
}

/** Half of all connections: the others are for calls. */
const streamsMax = 500

/** Watchers whose past is read at once; the gateway has ten connections to the database in all. */
const readsMax = 4

export function openLive(options: ReadContext & { bus: BusInReach; log: Logger }): Live {
  const { database, now, log } = options
  const tail = new RunTail(options)
  const streams = new OpenStreams(options)
  const reads = new ByteSemaphore(readsMax)

  const watch = async (runId: RunId, after: number | undefined, stream: EventStream) => {
    // A position beyond the end of the log is from before a restore of the database.
    const known = after !== undefined && after <= (await logHead(database.pool)).position
    const gone = new AbortController()
    stream.onClosed(() => gone.abort())
    const inTurn = async <Past>(read: () => Promise<Past>): Promise<Past> => {
      using _permit = await reads.acquire(1, gone.signal)
      return await read()
    }
    await watchRun({ database, tail, now, inTurn }, runId, known ? after : undefined, stream)
  }
  return {
    hasRoom: () => streams.size < streamsMax,
    watch: ({ runId, after, apiKeyId }, response) => {
      const stream = eventStream(response)
      // Its client may have left during the authorization.
      if (!stream.isOpen()) return
      streams.add(stream, apiKeyId)
      watch(runId, after, stream).catch((cause: unknown) => {
        if (stream.isOpen())
          log.warn({ err: cause, runId }, 'a watcher could not be served and was sent away')
        stream.end()
      })
    },
    endStreams: () => streams.endAll(),
    async [Symbol.asyncDispose]() {
      streams[Symbol.dispose]()
      await tail[Symbol.asyncDispose]()
    },
  }
}
