import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { processName } from '../measure/process-name.ts'
import { cpuSeconds, processTree } from '../measure/process-tree.ts'
import { storedBytes, type Stored } from '../measure/stored.ts'
import { pressrunClient } from '../pressrun/client.ts'
import { directlyFrom, startStack } from '../pressrun/stack.ts'
import { startPostgres, vacuum } from '../servers/postgres.ts'
import { jobs, type JobName } from './jobs.ts'
import type { CompareOptions } from './options.ts'

export type Round = {
  readonly tasksPerSecond: number
  readonly cpuSecondsPerTask: number
  /** The same, of each process by its name. */
  readonly cpuSecondsPerTaskOf: Readonly<Record<string, number>>
}

/** One of the compared checkouts, running. */
export type Side = AsyncDisposable & {
  /** `tidy`: VACUUM and CHECKPOINT come first, so that neither comes in between. */
  readonly play: (tasks: number, label: string, how?: { readonly tidy: boolean }) => Promise<Round>
  /** Milliseconds from requesting one task to the sink's receipt, with nothing else going on. */
  readonly publishOne: () => Promise<number>
  readonly stored: () => Promise<Stored>
}

const callsMax = 8
const countedPollMs = 20
const completedPollMs = 5

export type Sides = AsyncDisposable & { readonly before: Side; readonly after: Side }

/** Both run all the time; the waiting one costs next to nothing. */
export async function openSides(
  checkouts: CompareOptions['checkouts'],
  job: JobName,
): Promise<Sides> {
  const stack = new AsyncDisposableStack()
  const before = stack.use(await openSide(checkouts[0], job))
  const after = stack.use(await openSide(checkouts[1], job))
  return { before, after, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function openSide(checkout: string, jobName: JobName): Promise<Side> {
  const stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-compare-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const postgres = await startPostgres(join(directory, 'postgres'))
  stack.defer(() => postgres.stop())
  const pressrun = await startStack(directlyFrom(checkout), join(directory, 'pressrun'), {
    DATABASE_URL: postgres.url,
  })
  stack.defer(() => pressrun.stop())
  const client = pressrunClient(pressrun.url)
  stack.defer(() => client.close())
  const job = stack.use(await jobs[jobName](client))

  const publishAll = async (tasks: number, label: string) => {
    const { accountIds, overrides } = job
    const seeds = Array.from({ length: Math.floor(tasks / accountIds.length) }, (_, seed) => seed)
    const work = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        await client.ask('POST', '/publish', {
          content: job.content(`${label} ${seed}`),
          accountIds,
          concurrency: 1_000,
          ...(overrides && { overrides }),
        })
      }
    }
    await Promise.all(Array.from({ length: callsMax }, work))
  }
  const spent = () => spentByProcess([postgres.pid, pressrun.pid])
  return {
    async play(tasks, label, { tidy } = { tidy: true }) {
      if (tidy) await vacuum(postgres.url)
      const [countedBefore, spentBefore] = [await client.postsCounted(), spent()]
      const startedAt = performance.now()
      await publishAll(tasks, label)
      while ((await client.postsCounted()) < countedBefore + tasks) await pause(countedPollMs)
      const seconds = (performance.now() - startedAt) / 1_000
      const cpuSecondsPerTaskOf = Object.fromEntries(
        Object.entries(spent()).map(([name, cpu]) => [
          name,
          (cpu - (spentBefore[name] ?? 0)) / tasks,
        ]),
      )
      const cpuSecondsPerTask = Object.values(cpuSecondsPerTaskOf).reduce((sum, cpu) => sum + cpu)
      return { tasksPerSecond: tasks / seconds, cpuSecondsPerTask, cpuSecondsPerTaskOf }
    },
    async publishOne() {
      const { sink, accountIds } = job
      if (!sink) throw new Error(`${jobName} has no sink that sees when a post arrives`)
      const { keys } = await sink.stats()
      const { runId, sentAtMs } = await client.publish(`one ${keys}`, accountIds.slice(0, 1))
      await sink.reached(keys + 1)
      const [receipt] = await sink.receiptsFrom(keys)
      while ((await client.runStatus(runId)) !== 'completed') await pause(completedPollMs)
      return (receipt?.receivedAtMs ?? NaN) - sentAtMs
    },
    stored: () => storedBytes(postgres.url, join(directory, 'pressrun/nats')),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function spentByProcess(roots: readonly number[]): Record<string, number> {
  const spent: Record<string, number> = {}
  for (const process of processTree(roots)) {
    const name = processName(process.pid)
    spent[name] = (spent[name] ?? 0) + cpuSeconds([process])
  }
  return spent
}
