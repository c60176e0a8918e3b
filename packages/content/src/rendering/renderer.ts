import { createHash } from 'node:crypto'
import { notRenderable } from '../markdown/render-html.ts'
import type { NotRenderable } from '../not-renderable.ts'
import { costOf, type RenderInput } from './cost-of.ts'
import { createRenderPool, type PoolOptions } from './render-pool.ts'
import type { TooCostly } from './render-thread.ts'
import type { RenderTasks } from './serve-render-tasks.ts'

/** Refusals of so many texts are cached: the same may be due for many accounts. */
const refusalsMax = 1_000

export type RenderProgram = {
  readonly tasks: RenderTasks
  /** The module that serves the same tasks in a thread. */
  readonly worker: URL
}

export type Renderer = AsyncDisposable & {
  readonly render: (name: string, input: RenderInput) => Promise<unknown>
}

/**
 * Quick tasks run at once; all others in a few threads of their own, which start on demand and end when idle. The same
 * text for many accounts is rendered once for all concurrent callers.
 */
export function createRenderer(
  { tasks, worker }: RenderProgram,
  options: Partial<PoolOptions> = {},
): Renderer {
  const pool = createRenderPool(worker, options)
  const underway = new Map<string, Promise<unknown>>()
  const refusals = new Map<string, NotRenderable>()

  const apart = async (name: string, input: RenderInput, steps: number, key: string) => {
    const result = await pool.run({ name, input }, steps)
    if (result.kind === 'output') return result.output
    const refusal = refusalOf(result.reason)
    refusals.set(key, refusal)
    for (const oldest of refusals.keys()) {
      if (refusals.size <= refusalsMax) break
      refusals.delete(oldest)
    }
    return refusal
  }

  const render = async (name: string, input: RenderInput) => {
    const { isQuick, steps } = costOf(input)
    const task = tasks[name] as (given: RenderInput) => unknown
    if (isQuick) return task(input)
    const key = createHash('sha256').update(name).update(JSON.stringify(input)).digest('hex')
    const refused = refusals.get(key)
    if (refused) return refused
    const known = underway.get(key)
    if (known) return known
    const rendering = apart(name, input, steps, key).finally(() => underway.delete(key))
    underway.set(key, rendering)
    return rendering
  }
  return {
    render,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

const refusalOf = (reason: TooCostly): NotRenderable => ({
  ...notRenderable,
  message: `rendering the body takes too much ${reason}`,
})
