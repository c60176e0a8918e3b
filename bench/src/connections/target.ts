import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startFakePlatforms } from '@pressrun/fake-platforms'
import { watchBlocks, type LongestBlocks } from '../content/blocks.ts'
import { processName } from '../measure/process-name.ts'
import { cpuSeconds, processTree } from '../measure/process-tree.ts'
import { pressrunClient } from '../pressrun/client.ts'
import { ADMIN_KEY, directlyFrom, startStack } from '../pressrun/stack.ts'
import type { Attack } from './attacks.ts'

const pollMs = 10
const patienceMs = 60_000
const runs = 150
const bodyBytes = 6_000
const accounts = 500

/** A whole Pressrun with some content, to be attacked. */
export type Target = AsyncDisposable & {
  readonly key: string
  /** A run with many tasks. */
  readonly runId: string
  readonly portOf: (service: Attack['service']) => number
  /** A healthy post, until it is out. Each on a connection of its own. */
  readonly healthyPost: () => Promise<void>
  /** The request of a probe. */
  readonly probe: (service: Attack['service']) => Promise<void>
  readonly longestSince: (instant: number) => LongestBlocks
  /** The present resources of each service, by its name. */
  readonly taken: () => Record<string, Taken>
}

type Taken = {
  readonly megabytes: number
  /** Of processor time so far. */
  readonly cpuMs: number
}

export async function openTarget(checkout: string): Promise<Target> {
  const stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-connections-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const blocks = watchBlocks(join(directory, 'blocks'))
  const fakes = stack.use(await startFakePlatforms())
  const data = join(directory, 'pressrun')
  const pressrun = await startStack(directlyFrom(checkout), data, blocks.environment)
  stack.defer(() => pressrun.stop())
  const client = pressrunClient(pressrun.url)
  stack.defer(() => client.close())

  const connect = (name: string, more: object = {}) =>
    client.connect({ platform: 'wordpress', name, ...fakes.account('wordpress', name), ...more })
  const healthyId = await connect('healthy')
  const accountIds: string[] = []
  for (let number = 0; number < accounts; number += 1) accountIds.push(await connect(`a${number}`))
  const draft = {
    content: { title: 'Draft', body: 'x'.repeat(bodyBytes) },
    accountIds: [healthyId],
  }
  for (let number = 0; number < runs; number += 1) await client.ask('POST', '/runs', draft)
  const { id: runId } = await client.ask<{ id: string }>('POST', '/runs', { ...draft, accountIds })

  const { processes } = JSON.parse(readFileSync(join(data, 'instance.json'), 'utf8')) as {
    processes: Record<string, { url?: string; port?: number }>
  }
  const portOf = (service: string) =>
    service === 'gateway' ? Number(new URL(pressrun.url).port) : (processes[service]?.port ?? 0)
  return {
    key: ADMIN_KEY,
    runId,
    portOf,
    async healthyPost() {
      const fresh = pressrunClient(pressrun.url)
      try {
        const content = { title: 'Ferry', body: 'A ferry left **at six**.\n\n'.repeat(50) }
        const order = { content, accountIds: [healthyId] }
        const { id } = await retried(() => fresh.ask<Run>('POST', '/publish', order))
        const deadline = performance.now() + patienceMs
        while (performance.now() < deadline) {
          const { status } = await retried(() => fresh.ask<Run>('GET', `/runs/${id}`))
          if (status === 'completed') return
          await pause(pollMs)
        }
        throw new Error('a run was not completed')
      } finally {
        await fresh.close()
      }
    },
    async probe(service) {
      const path = service === 'gateway' ? '/health/ready' : '/metrics'
      const url = `http://127.0.0.1:${portOf(service)}${path}`
      await retried(async () => {
        const response = await fetch(url, { headers: { connection: 'close' } })
        await response.text()
        if (!response.ok) throw new Error(`${service}${path} answered ${response.status}`)
      })
    },
    longestSince: blocks.longestSince,
    taken: () =>
      Object.fromEntries(
        processTree([pressrun.instance.supervisor]).map((one) => [
          processName(one.pid),
          { megabytes: one.resident / 1e6, cpuMs: cpuSeconds([one]) * 1_000 },
        ]),
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

type Run = { id: string; status: string }

/** As a client does whose connection was closed: it counts into the post's time. */
async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (cause) {
      if (performance.now() > deadline) throw cause
      await pause(pollMs)
    }
  }
}
