import { parentPort } from 'node:worker_threads'
import type { TaskInput, TaskName, TaskOutput } from './render.ts'
import { renderTasks } from './render-tasks.ts'

export type WorkerOrder = { name: TaskName; input: TaskInput<TaskName> }
export type WorkerAnswer = { output: TaskOutput<TaskName> } | { fault: string } | { ready: true }

const answer = (said: WorkerAnswer) => {
  // Threads have no origin; the rule is meant for windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(said)
}

parentPort?.on('message', ({ name, input }: WorkerOrder) => {
  try {
    const task = renderTasks[name] as (given: unknown) => TaskOutput<TaskName>
    answer({ output: task(input) })
  } catch (error) {
    answer({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
answer({ ready: true })
