import { isQuickToRead, stepsAtWorst } from '../markdown/reading-cost.ts'

/** What a task may come to: `quick` ones are done before another thread would have heard of them. */
export type Cost = { readonly isQuick: boolean; readonly steps: number }

/** What a text is made of. All else that is given beside it is short: the schema of content sees to that. */
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
