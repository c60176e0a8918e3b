import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { processName } from '../measure/process-name.ts'
import { cpuSeconds, processTree } from '../measure/process-tree.ts'
import { pressrunClient } from '../pressrun/client.ts'
import { directlyFrom, startStack } from '../pressrun/stack.ts'
import { startPostgres, vacuum } from '../servers/postgres.ts'
import { jobs, type JobName } from './jobs.ts'

export type Round = {
  readonly tasksPerSecond: number
  readonly cpuSecondsPerTask: number
  /** The same, of each process by its name. */
  readonly cpuSecondsPerTaskOf: Readonly<Record<string, number>>
}

/** One of the checkouts that are compared, running. */
export type Side = AsyncDisposable & {
  readonly play: (tasks: number, label: string) => Promise<Round>
}

const callsMax = 8
const countedPollMs = 20

export async function openSide(checkout: string, jobName: JobName): Promise<Side> {
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
    async play(tasks, label) {
      await vacuum(postgres.url)
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
