import { parentPort } from 'node:worker_threads'
import type { RenderInput } from './cost-of.ts'

/** Pure functions by name, of values that can be copied to another thread and back. */
export type RenderTasks = Readonly<Record<string, (input: never) => unknown>>

export type RenderRequest = { name: string; input: RenderInput }
export type WorkerAnswer = { output: unknown } | { fault: string } | { ready: true }

const answer = (result: WorkerAnswer) => {
  // Threads have no origin; the rule is meant for windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(result)
}

/** The loop of a rendering thread: one task after the other. */
export function serveRenderTasks(tasks: RenderTasks): void {
  parentPort?.on('message', ({ name, input }: RenderRequest) => {
    try {
      const task = tasks[name] as (given: RenderInput) => unknown
      answer({ output: task(input) })
    } catch (error) {
      answer({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  answer({ ready: true })
}
