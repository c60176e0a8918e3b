import { isQuickToRead, stepsAtWorst } from '../markdown/reading-cost.ts'
import type { TaskInput, TaskName } from './render.ts'

/** What a task may come to: `quick` ones are done before another thread would have heard of them. */
export type Cost = { readonly isQuick: boolean; readonly steps: number }

export function costOf<Name extends TaskName>(input: TaskInput<Name>): Cost {
  const body = bodyOf(input)
  return isQuickToRead(body)
    ? { isQuick: true, steps: 0 }
    : { isQuick: false, steps: stepsAtWorst(body) }
}

/** All else is short: the schema of content sees to that. */
function bodyOf(input: TaskInput<TaskName>): string {
  if (typeof input === 'string') return input
  return 'content' in input ? input.content.body : input.body
}
