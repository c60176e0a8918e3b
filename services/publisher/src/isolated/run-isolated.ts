import { Worker } from 'node:worker_threads'
import { createCache, createRenderer, type Connector, type Tools } from '@pressrun/platforms'
import { createOutbound } from '@pressrun/outbound'
import { sendHeartbeats } from '@pressrun/runtime'
import type { Reply, Request, Setting } from './messages.ts'

/** V8 reserves half a gigabyte for the code of a thread, all of which counts as its memory. */
const codeRangeSizeMb = 8

/**
 * The process of an isolated job: does the steps of its connector on request, without database, NATS or keys. It is
 * ended with SIGKILL, by the publisher or with it.
 */
export function runIsolated(findConnector: (platform: string) => Connector | undefined): void {
  endWithPublisher()
  const { platform, dataDir, privateTargets } = JSON.parse(process.argv[2] ?? '{}') as Setting
  const connector = findConnector(platform)
  if (!connector) throw new Error(`there is no connector for ${platform}`)
  const tools: Tools = {
    outbound: createOutbound({ privateTargets: [...privateTargets] }),
    dataDir,
    now: () => new Date(),
    cache: createCache(Date.now),
    render: createRenderer().render,
  }
  let step = new AbortController()
  process.on('message', (request: Request) => {
    if (request.type === 'stop') return step.abort()
    step = new AbortController()
    void answer(request, connector, tools, step.signal)
  })
  reply({ type: 'ready' })
  sendHeartbeats()
}

async function answer(
  request: Extract<Request, { type: 'step' }>,
  connector: Connector,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  try {
    reply({ type: 'answer', answer: await perform(request, connector, tools, signal) })
  } catch {
    reply({ type: 'threw' })
  }
}

function perform(
  request: Extract<Request, { type: 'step' }>,
  connector: Connector,
  tools: Tools,
  signal: AbortSignal,
): Promise<unknown> | undefined {
  const job = { ...request.job, signal }
  if (request.step === 'sending') return connector.commit(job, request.prepared, tools)
  return request.step === 'preparing'
    ? connector.prepare(job, tools)
    : connector.reconcile?.(job, tools)
}

const reply = (message: Reply) => process.send?.(message, undefined, undefined, () => {})

/**
 * It must not go on, and send, when its publisher is gone: another one may have taken over by then. A free event loop
 * learns that from the end of the channel, a blocked one from the thread. On a signal to all processes of a service at
 * once (SIGTERM to its group) it leaves the end to the publisher.
 */
function endWithPublisher(): void {
  const end = () => process.kill(process.pid, 'SIGKILL')
  process.on('disconnect', end)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  new Worker(new URL('./end-with-publisher.ts', import.meta.url), {
    execArgv: [],
    resourceLimits: { codeRangeSizeMb },
  }).unref()
}
