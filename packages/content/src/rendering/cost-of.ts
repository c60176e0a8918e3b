import { isQuickToRead, stepsAtWorst } from '../markdown/reading-cost.ts'

/** The cost class of a task: `quick` ones are done before another thread would have received them. */
export type Cost = { readonly isQuick: boolean; readonly steps: number }

/** The text of a task. All its other parameters are short: the schema of content ensures that. */
export type RenderInput =
  | string
  | { readonly body: string }
  | { readonly content: { readonly body: string } }

export function costOf(input: RenderInput): Cost {
  const body = bodyOf(input)
  return isQuickToRead(body)
    ? { isQuick: true, steps: 0 }
    : { isQuick: false, steps: stepsAtWorst(body) }
}

function bodyOf(input: RenderInput): string {
  if (typeof input === 'string') return input
  return 'content' in input ? input.content.body : input.body
}
