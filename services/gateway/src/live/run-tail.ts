import { follow } from '@pressrun/bus'
import { logHead, type Database } from '@pressrun/db'
import type { RunId } from '@pressrun/events'
import { aborted, type Logger } from '@pressrun/runtime'
import type { BusInReach } from '../bus/bus-in-reach.ts'
import { inNoCall } from '../http/call.ts'
import { wantsType } from './change.ts'
import { distribute, type Watcher } from './distribute.ts'

/** How long the stream is followed after the last watcher has left: clients often reconnect at once. */
const lingerMs = 5_000

/** Runs that are searched for in the text of a message before it is parsed. */
const soughtMax = 16

type Following = {
  readonly stop: AbortController
  /** Resolves when everything appended from then on will be delivered. */
  readonly begun: Promise<void>
  readonly ended: Promise<void>
}

/** One reader of the stream for all watchers of this process; it reads only while there are any. */
export class RunTail implements AsyncDisposable {
  readonly #database: Database
  readonly #bus: BusInReach
  readonly #log: Logger
  readonly #watchers = new Map<RunId, Set<Watcher>>()
  #following: Following | undefined
  #lingering: NodeJS.Timeout | undefined
  #isOver = false

  constructor(options: { database: Database; bus: BusInReach; log: Logger }) {
    this.#database = options.database
    this.#bus = options.bus
    this.#log = options.log
  }

  /** Returns a function to leave. Throws when the database is away. */
  async watch(runId: RunId, notify: Watcher): Promise<() => void> {
    if (this.#isOver) throw new Error('nothing is watched any more')
    clearTimeout(this.#lingering)
    const watchers = this.#watchers.get(runId) ?? new Set()
    this.#watchers.set(runId, watchers.add(notify))
    const leave = () => {
      watchers.delete(notify)
      if (watchers.size === 0 && this.#watchers.get(runId) === watchers)
        this.#watchers.delete(runId)
      if (this.#watchers.size === 0) this.#stopSoon()
    }
    this.#following ??= inNoCall(() => this.#follow())
    try {
      await this.#following.begun
    } catch (cause) {
      this.#following = undefined
      leave()
      throw cause
    }
    return leave
  }

  #stopSoon(): void {
    clearTimeout(this.#lingering)
    // A watcher that leaves late delays no shutdown.
    if (this.#isOver) return
    this.#lingering = setTimeout(() => void this.#stop(), lingerMs)
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#lingering)
    const following = this.#following
    this.#following = undefined
    following?.stop.abort()
    await following?.ended
  }

  #follow(): Following {
    const stop = new AbortController()
    let seq = 0
    const begun = logHead(this.#database.pool).then((head) => void (seq = head.seq))
    const notifyFrom = async () => {
      await begun
      const connection = await Promise.race([this.#bus.connected, aborted(stop.signal)])
      if (!connection || stop.signal.aborted) return
      await follow({
        connection,
        // After a restore of the database the log, and then the stream, are shorter than they were.
        afterSeq: async () => (seq = Math.min(seq, (await logHead(this.#database.pool)).seq)),
        wants: wantsType,
        wantsText: (text) => this.#mayConcern(text),
        onEvents: async (events, reached) => {
          await distribute(events, this.#watchers)
          seq = Math.max(seq, reached.seq)
        },
        onInterrupted: (cause) => this.#log.debug({ err: cause }, 'live updates are interrupted'),
        onUndecodable: (subject, at) => this.#log.warn({ subject, at }, 'an event is unreadable'),
        signal: stop.signal,
      })
    }
    // A tail that failed to begin has told its watchers by `begun`.
    return { stop, begun, ended: notifyFrom().catch(() => {}) }
  }

  /** Searching for a few ids costs less than parsing events of other runs. */
  #mayConcern(text: string): boolean {
    if (this.#watchers.size > soughtMax) return true
    return this.#watchers.keys().some((runId) => text.includes(runId))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await this.#stop()
  }
}
