import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startChild, type Child } from '../child.ts'
import type { Commits } from '../outcome-writer.ts'
import { OUTCOMES_TABLE } from '../outcomes.ts'
import { postgresDurability, startPostgres, vacuum } from '../servers/postgres.ts'
import type { Server } from '../servers/server.ts'
import { monotonicMs } from '../sink/server.ts'
import type { Contender, Surroundings } from './contender.ts'

/** The settings of every peer's processes, besides those of their library. */
export type PeerSettings = {
  /** Worker processes. */
  readonly workers: number
  readonly commits: Commits
  readonly outcomeConnections: number
  readonly callSize: number
  readonly callsMax: number
}

/** The part that is specific to one peer; the rest is the same for all of them. */
export type Peer = {
  readonly name: string
  readonly setUp: string
  /** The most that is posted again when a worker process dies. */
  readonly repeats: string
  readonly module: URL
  readonly settings: PeerSettings
  /** Its own server besides Postgres, and its schema. */
  prepare?(surroundings: Surroundings, postgresUrl: string): Promise<Server | undefined>
  durability?(): Promise<string[]>
  /** True once the queue itself has nothing left that is not completed. */
  settled(db: pg.Client): Promise<boolean>
}

/** How often the end is checked for once all outcomes are recorded. */
const SETTLED_POLL_MS = 2

/** One process enqueues, others work: both are started before the clock runs. */
export function peerContender(peer: Peer, surroundings: Surroundings): Contender {
  const { sink, accounts, dataDirectory } = surroundings
  let postgres: Server
  let other: Server | undefined
  let db: pg.Client
  let producer: Child
  let workers: Child[] = []
  const recorded = new Counter()

  const enqueue = (prefix: string, count: number) =>
    producer.ask({ type: 'enqueue', prefix, count, accounts }, 'enqueued')

  return {
    name: peer.settings.commits === 'own' ? peer.name : `${peer.name}-shared`,
    commits: peer.settings.commits,
    setUp: describe(peer),
    async start() {
      postgres = await startPostgres(`${dataDirectory}/postgres`)
      db = new pg.Client({ connectionString: postgres.url })
      await db.connect()
      await db.query(OUTCOMES_TABLE)
      other = await peer.prepare?.(surroundings, postgres.url)
      const config = {
        ...peer.settings,
        postgresUrl: postgres.url,
        queueUrl: other?.url,
        sinkUrl: sink.url,
      }
      producer = await startChild(peer.module, { ...config, role: 'producer' })
      for (let index = 0; index < peer.settings.workers; index += 1) {
        const worker = await startChild(peer.module, { ...config, role: 'worker' })
        worker.onMessage((message) => recorded.add(Number(message['recorded'] ?? 0)))
        workers.push(worker)
      }
    },
    async durability() {
      return [...((await peer.durability?.()) ?? []), ...(await postgresDurability(postgres.url))]
    },
    processes: () => [
      postgres.pid,
      ...(other === undefined ? [] : [other.pid]),
      producer.pid,
      ...workers.map((worker) => worker.pid),
    ],
    async run(tasks, label) {
      recorded.reset()
      const allRecorded = recorded.reached(tasks)
      const startedMs = monotonicMs()
      const since = () => (monotonicMs() - startedMs) / 1000
      const milestones: Record<string, number> = {}
      await Promise.all([
        enqueue(label, tasks).then(() => (milestones['enqueued'] = since())),
        sink.reached(tasks).then(() => (milestones['posted'] = since())),
        allRecorded.then(() => (milestones['recorded'] = since())),
      ])
      while (!(await peer.settled(db))) await pause(SETTLED_POLL_MS)
      const seconds = since()
      const { rows } = await db.query(
        'select count(*)::int as outcomes from outcomes where key like $1',
        [`${label}-%`],
      )
      return { tasks, seconds, outcomes: Number(rows[0]?.outcomes), milestones }
    },
    tidyUp: () => vacuum(postgres.url),
    async latencyMs(label) {
      const before = await sink.stats()
      recorded.reset()
      const allRecorded = recorded.reached(1)
      const started = await enqueue(label, 1)
      await Promise.all([sink.reached(before.keys + 1), allRecorded])
      const [receipt] = await sink.receiptsFrom(before.keys)
      while (!(await peer.settled(db))) await pause(SETTLED_POLL_MS)
      return (receipt?.receivedAtMs ?? NaN) - Number(started['startedMs'])
    },
    async stop() {
      await Promise.all([producer, ...workers].map((child) => child?.stop()))
      workers = []
      await db?.end()
      await other?.stop()
      await postgres?.stop()
    },
  }
}

function describe({ setUp, repeats, settings }: Peer): string {
  const { workers, commits, outcomeConnections, callSize } = settings
  const outcomes =
    commits === 'own'
      ? `each job commits its own outcome, over a pool of ${outcomeConnections} connections`
      : `outcomes in shared commits, grouped by hand in the handler, ${outcomeConnections} under way at once: an outcome that Postgres refuses fails every job of its commit, and their posts are repeated`
  return `${workers} worker process, ${setUp}; enqueued in calls of ${callSize}; ${outcomes}; a worker's death repeats up to ${repeats}`
}

/** Adds up what the workers report, and wakes waiters for the sum. */
class Counter {
  #sum = 0
  #goal = Infinity
  #reached = () => {}

  add(count: number): void {
    this.#sum += count
    if (this.#sum >= this.#goal) this.#reached()
  }

  reset(): void {
    this.#sum = 0
  }

  reached(goal: number): Promise<void> {
    this.#goal = goal
    return new Promise((resolve) => (this.#reached = resolve))
  }
}
