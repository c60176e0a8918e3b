import { createHash } from 'node:crypto'
import { notRenderable } from '../markdown/render-html.ts'
import type { Rejected } from '../outcomes.ts'
import { costOf } from './cost-of.ts'
import { createRenderPool, type PoolOptions } from './render-pool.ts'
import type { Render, TaskInput, TaskName } from './render.ts'
import { renderTasks } from './render-tasks.ts'
import type { TooCostly } from './render-thread.ts'

/** Refusals of so many texts are remembered: the same may be due for many accounts. */
const refusalsMax = 1_000

export type Renderer = AsyncDisposable & { readonly render: Render }

/**
 * What is quick is rendered at once; all else in a few threads of their own, which begin when they are
 * needed and end when they are not. The same text for many accounts is rendered for all who wait at once.
 */
export function createRenderer(options: Partial<PoolOptions> = {}): Renderer {
  const pool = createRenderPool(options)
  const underway = new Map<string, Promise<unknown>>()
  const refusals = new Map<string, Rejected>()

  const apart = async (name: TaskName, input: TaskInput<TaskName>, steps: number, key: string) => {
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

  const render = async (name: TaskName, input: TaskInput<TaskName>) => {
    const { isQuick, steps } = costOf(input)
    const task = renderTasks[name] as (given: unknown) => unknown
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
    render: render as Render,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}

const refusalOf = (reason: TooCostly): Rejected => ({
  ...notRenderable,
  message: `rendering the body takes too much ${reason}`,
})
