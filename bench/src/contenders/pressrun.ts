import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pressrunClient, type PressrunClient } from '../pressrun/client.ts'
import { DIRECTLY, startStack, type Stack } from '../pressrun/stack.ts'
import { countStatements, keepStatements, STATEMENTS_SETTINGS } from '../profile/statements.ts'
import { replayHourly } from '../pressrun/replay.ts'
import { postgresDurability, startPostgres, vacuum } from '../servers/postgres.ts'
import type { Server } from '../servers/server.ts'
import { monotonicMs } from '../sink/server.ts'
import type { Contender, Surroundings } from './contender.ts'

/** How often the end is checked for once the sink has every post. */
const COUNTED_POLL_MS = 20
const COMPLETED_POLL_MS = 5
/** Publish calls under way at once. */
const CALLS_MAX = 8

/** Each process writes its profile when it ends in order. */
function profiled(directory: string): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(directory)}` }
}

/** The real stack, on a Postgres with the same settings as its peers', used through its REST API. */
export function pressrun(surroundings: Surroundings): Contender {
  const { sink, accounts, dataDirectory, profileDirectory } = surroundings
  let postgres: Server
  let stack: Stack
  let client: PressrunClient
  let accountIds: string[]

  return {
    name: 'Pressrun',
    commits: 'grouped by Pressrun',
    setUp: `pressrun up: gateway, scheduler, publisher, analytics, nats-server; one POST /publish per ${accounts} accounts (maxInFlight 64), run concurrency 1000; timed until analytics_hourly counts them all`,
    async start() {
      const extra = profileDirectory === undefined ? {} : STATEMENTS_SETTINGS
      postgres = await startPostgres(join(dataDirectory, 'postgres'), extra)
      if (profileDirectory !== undefined) await countStatements(postgres.url)
      const dataDir = join(dataDirectory, 'pressrun')
      stack = await startStack(DIRECTLY, dataDir, {
        DATABASE_URL: postgres.url,
        ...(profileDirectory !== undefined && profiled(profileDirectory)),
      })
      client = pressrunClient(stack.url)
      accountIds = await Promise.all(
        Array.from({ length: accounts }, (_, index) =>
          client.createAccount(`bench ${index}`, sink.url),
        ),
      )
    },
    async durability() {
      const nats = readFileSync(join(dataDirectory, 'pressrun/nats/nats.conf'), 'utf8')
      const interval = /"?sync_interval"?:\s*"?([^",\n]+)/.exec(nats)?.[1] ?? '2m (its default)'
      return [
        `NATS sync_interval = ${interval}; the stream is a copy of the Postgres log`,
        ...(await postgresDurability(postgres.url)),
      ]
    },
    processes: () => [postgres.pid, stack.pid],
    async run(tasks, label) {
      const countedBefore = await client.postsCounted()
      const startedMs = monotonicMs()
      const since = () => (monotonicMs() - startedMs) / 1000
      const milestones: Record<string, number> = {}
      await Promise.all([
        publishAll(tasks, label).then(() => (milestones['accepted'] = since())),
        sink.reached(tasks).then(() => (milestones['posted'] = since())),
      ])
      while ((await client.postsCounted()) < countedBefore + tasks) await pause(COUNTED_POLL_MS)
      const seconds = since()
      const outcomes = (await client.postsCounted()) - countedBefore
      return { tasks, seconds, outcomes, milestones }
    },
    tidyUp: () => vacuum(postgres.url),
    async latencyMs(label) {
      const before = await sink.stats()
      const { runId, sentAtMs } = await client.publish(label, accountIds.slice(0, 1))
      await sink.reached(before.keys + 1)
      const [receipt] = await sink.receiptsFrom(before.keys)
      while ((await client.runStatus(runId)) !== 'completed') await pause(COMPLETED_POLL_MS)
      return (receipt?.receivedAtMs ?? NaN) - sentAtMs
    },
    replay: () => replayHourly(client, postgres.url),
    async stop() {
      await client?.close()
      if (profileDirectory !== undefined) await keepStatements(postgres.url, profileDirectory)
      await stack?.stop()
      await postgres?.stop()
    },
  }

  async function publishAll(tasks: number, label: string): Promise<void> {
    const seeds = Array.from({ length: Math.ceil(tasks / accounts) }, (_, index) => index)
    const takeSeeds = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const wanted = Math.min(accounts, tasks - seed * accounts)
        await client.publish(`${label} ${seed}`, accountIds.slice(0, wanted))
      }
    }
    await Promise.all(Array.from({ length: CALLS_MAX }, takeSeeds))
  }
}
