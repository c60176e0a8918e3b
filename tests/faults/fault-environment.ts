import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { readInstance } from '@pressrun/cli'
import { deskOf, eventually, startInstance, startSink } from '../support/index.ts'
import type { Desk, Instance, Sink } from '../support/index.ts'

/** The target is 10 s after the end of a fault; a busy machine gets more. */
const recoveryMs = 45_000

export const accounts = 10

/** An instance that meets faults, and a sink that knows what was posted. */
export type FaultEnvironment = AsyncDisposable & {
  readonly instance: Instance
  readonly sink: Sink
  readonly desk: Desk
  readonly accountIds: readonly string[]
  /** The status and the response of `/health/ready` or `/healthz` of a service. */
  readonly health: (service: string, path: string) => Promise<HealthAnswer>
  /** Waits until `pressrun_<server>_fault` of a service shows it. */
  readonly measures: (service: string, metric: string) => Promise<void>
  /**
   * What was accepted is posted, once to each account. `endedAt` is when the fault was over: the report shows how long
   * the last post took from then on.
   */
  readonly postedOnce: (
    context: TestContext,
    runIds: readonly string[],
    endedAt: number,
  ) => Promise<void>
}

type HealthAnswer = {
  readonly status: number
  readonly body: Readonly<Record<string, string>> & {
    readonly checks?: Readonly<Record<string, string>>
  }
}

export async function openFaultEnvironment(env: Record<string, string>): Promise<FaultEnvironment> {
  await using undo = new AsyncDisposableStack()
  const sink = undo.use(await startSink())
  const instance = undo.use(await startInstance({ env }))
  const desk = deskOf(instance)
  const accountIds = await desk.connectWebhooks(sink, accounts)
  const urlOf = (service: string) => {
    const port = readInstance(instance.dataDir)?.processes[service]?.port
    return service === 'gateway' ? instance.url : `http://127.0.0.1:${port}`
  }
  const health = async (service: string, path: string): Promise<HealthAnswer> => {
    const response = await fetch(urlOf(service) + path)
    return { status: response.status, body: (await response.json()) as HealthAnswer['body'] }
  }
  const measures = async (service: string, metric: string) => {
    const isReported = async () => {
      const text = await (await fetch(`${urlOf(service)}/metrics`)).text()
      const [name = '', fault] = metric.split(' ')
      return text.includes(`${name}{fault="${fault}",service="${service}"} 1`)
    }
    await eventually(isReported, { within: 30_000, what: `${service} measures ${metric}` })
  }
  const kept = undo.move()
  return {
    instance,
    sink,
    desk,
    accountIds,
    health,
    measures,
    async postedOnce(context, runIds, endedAt) {
      for (const runId of runIds)
        assert.equal((await desk.completed(runId, recoveryMs)).counts.published, accounts)
      const posts = sink.posts.filter(({ body }) => runIds.includes(JSON.parse(body).runId))
      assert.equal(posts.length, accounts * runIds.length, 'nothing is lost, and nothing doubled')
      assert.equal(new Set(posts.map((post) => post.idempotencyKey)).size, posts.length)
      const last = Math.max(endedAt, ...posts.map((post) => post.receivedAt))
      context.diagnostic(`the last post came ${last - endedAt} ms after the end of the fault`)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
