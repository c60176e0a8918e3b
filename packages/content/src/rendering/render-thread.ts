import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { WorkerAnswer, RenderRequest } from './serve-render-tasks.ts'

export type ThreadLimits = {
  /** Of the thread's own processor time: waiting on a busy machine does not count. */
  readonly cpuMsMax: number
  readonly heapMbMax: number
}

/** Why a thread was ended before it had a result. */
export type TooCostly = 'time' | 'memory'

/** A thread that renders, one text at a time. It is over once it was too costly. */
export type RenderThread = {
  run(request: RenderRequest): Promise<WorkerAnswer | TooCostly>
  end(): Promise<unknown>
}

/** How often a busy thread's processor time is read. */
const watchEveryMs = 100

/** V8's default, half a gigabyte, counts toward the memory that the process may have. */
const codeRangeSizeMb = 16

/** Far longer than a busy machine takes to start a thread. */
const startDeadlineMs = 60_000

export async function startRenderThread(program: URL, limits: ThreadLimits): Promise<RenderThread> {
  const worker = new Worker(program, {
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMbMax, codeRangeSizeMb },
    execArgv: [],
    env: {},
    name: 'render',
  })
  // Without work it keeps no process alive.
  worker.unref()
  worker.on('error', () => {})
  try {
    await once(worker, 'message', { signal: AbortSignal.timeout(startDeadlineMs) })
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return {
    async run(request) {
      worker.ref()
      using watch = watchTime(worker, limits.cpuMsMax)
      // Threads have no origin; the rule is meant for windows.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage(request)
      const result = await answerOf(worker, watch)
      worker.unref()
      return result
    },
    end: () => worker.terminate(),
  }
}

function answerOf(worker: Worker, watch: TimeWatch): Promise<WorkerAnswer | TooCostly> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer | TooCostly>()
  const onMessage = (result: WorkerAnswer) => resolve(result)
  // One that ends with its process has found nothing out about the text.
  const onExit = () =>
    watch.isTimeUp() ? resolve('time') : reject(new Error('the rendering thread has ended'))
  const onError = (error: Error) =>
    'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve('memory') : reject(error)
  worker.on('message', onMessage).on('exit', onExit).on('error', onError)
  return promise.finally(() => {
    worker.off('message', onMessage).off('exit', onExit).off('error', onError)
  })
}

type TimeWatch = Disposable & { readonly isTimeUp: () => boolean }

/** Ends the thread once it has taken too long. Measured from outside: it may never yield. */
function watchTime(worker: Worker, cpuMsMax: number): TimeWatch {
  let before: number | undefined
  let isTimeUp = false
  const ask = async () => {
    const { user, system } = await worker.cpuUsage()
    const usedMs = (user + system) / 1_000
    before ??= usedMs
    if (usedMs - before <= cpuMsMax) return
    isTimeUp = true
    await worker.terminate()
  }
  // It cannot be measured once it has ended.
  const timer = setInterval(() => void ask().catch(() => {}), watchEveryMs)
  return { isTimeUp: () => isTimeUp, [Symbol.dispose]: () => clearInterval(timer) }
}
