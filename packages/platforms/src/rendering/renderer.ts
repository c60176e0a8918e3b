import { createRenderer as createContentRenderer, type PoolOptions } from '@pressrun/content'
import { renderTasks } from './render-tasks.ts'
import type { Render } from './render.ts'

export type Renderer = AsyncDisposable & { readonly render: Render }

/** Opens the renderer of a process, with threads of its own for slow work. */
export function createRenderer(options: Partial<PoolOptions> = {}): Renderer {
  const worker = new URL('./render-worker.ts', import.meta.url)
  const renderer = createContentRenderer({ tasks: renderTasks, worker }, options)
  return {
    render: renderer.render as Render,
    [Symbol.asyncDispose]: () => renderer[Symbol.asyncDispose](),
  }
}
