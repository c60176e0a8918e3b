import {
  startRenderThread,
  type RenderThread,
  type ThreadLimits,
  type TooCostly,
} from './render-thread.ts'
import type { WorkerAnswer, RenderRequest } from './serve-render-tasks.ts'

export type PoolOptions = ThreadLimits & {
  /** One of them takes no costly task. */
  readonly threadsMax: number
  /** A thread without work ends after this. */
  readonly idleMs: number
}

const defaults: PoolOptions = { threadsMax: 2, idleMs: 5_000, cpuMsMax: 10_000, heapMbMax: 256 }

/** Texts that may cost more to parse: some tenths of a second on usual machines. */
const costlySteps = 1_000_000_000

type Rendered =
  | { readonly kind: 'output'; readonly output: unknown }
  | { readonly kind: 'too-costly'; readonly reason: TooCostly }

export type RenderPool = AsyncDisposable & {
  /** `steps`: its maximum cost. The cheapest is done first. */
  run(request: RenderRequest, steps: number): Promise<Rendered>
  /** How many there are now. */
  threads(): number
}

type Waiting = {
  readonly request: RenderRequest
  readonly steps: number
  readonly settled: PromiseWithResolvers<Rendered>
}

type Idle = { readonly thread: RenderThread; readonly timer: NodeJS.Timeout }

/** `program` is what each thread runs: it calls `serveRenderTasks`. */
export function createRenderPool(program: URL, options: Partial<PoolOptions> = {}): RenderPool {
  const limits = { ...defaults, ...options }
  const waiting: Waiting[] = []
  const idle: Idle[] = []
  const threads = new Set<RenderThread>()
  let busy = 0
  let costly = 0
  let isOver = false

  const takeNext = (): Waiting | undefined => {
    if (busy >= limits.threadsMax) return undefined
    const next = waiting[0]
    // Costly tasks are taken last, and leave a thread to those that come meanwhile.
    if (!next || (isCostly(next) && costly >= limits.threadsMax - 1)) return undefined
    waiting.shift()
    return next
  }

  const startWork = () => {
    for (let next = takeNext(); next; next = takeNext()) void work(next)
  }

  const work = async (task: Waiting) => {
    busy += 1
    if (isCostly(task)) costly += 1
    try {
      const thread = await acquireThread()
      const result = await thread.run(task.request).catch(async (cause: unknown) => {
        await end(thread)
        throw cause
      })
      if (typeof result === 'string') await end(thread)
      else keep(thread)
      task.settled.resolve(renderedOf(result))
    } catch (cause) {
      task.settled.reject(cause)
    } finally {
      busy -= 1
      if (isCostly(task)) costly -= 1
      startWork()
    }
  }

  const acquireThread = async (): Promise<RenderThread> => {
    const free = idle.pop()
    if (free) {
      clearTimeout(free.timer)
      return free.thread
    }
    const thread = await startRenderThread(program, limits)
    threads.add(thread)
    if (!isOver) return thread
    await end(thread)
    throw ended()
  }

  const keep = (thread: RenderThread) => {
    if (isOver) {
      void end(thread)
      return
    }
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.thread === thread),
        1,
      )
      void end(thread)
    }, limits.idleMs)
    idle.push({ thread, timer: timer.unref() })
  }

  const end = async (thread: RenderThread) => {
    threads.delete(thread)
    await thread.end()
  }

  return {
    run(request, steps) {
      // A caller that still works for a departed client must not start a thread that is never ended.
      if (isOver) return Promise.reject(ended())
      const task: Waiting = { request, steps, settled: Promise.withResolvers() }
      const at = waiting.findIndex((other) => other.steps > steps)
      waiting.splice(at < 0 ? waiting.length : at, 0, task)
      startWork()
      return task.settled.promise
    },
    threads: () => threads.size,
    async [Symbol.asyncDispose]() {
      isOver = true
      for (const { timer } of idle.splice(0)) clearTimeout(timer)
      for (const { settled } of waiting.splice(0)) settled.reject(ended())
      await Promise.all([...threads].map(end))
    },
  }

  function isCostly({ steps }: Waiting): boolean {
    return limits.threadsMax > 1 && steps > costlySteps
  }
}

const ended = () => new Error('rendering has ended')

function renderedOf(result: WorkerAnswer | TooCostly): Rendered {
  if (typeof result === 'string') return { kind: 'too-costly', reason: result }
  if ('output' in result) return { kind: 'output', output: result.output }
  throw new Error(`rendering failed: ${'fault' in result ? result.fault : 'out of turn'}`)
}
