import type { Instance } from './instance.ts'

// Tests read events of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type RunMessage = { readonly event: string; readonly id: string; readonly data: any }

/** Reads a run's server-sent events until `last`; returns all of them, in order. */
export async function watchRun(
  instance: Instance,
  runId: string,
  last: (message: RunMessage) => boolean,
  withinMs = watchMs,
): Promise<RunMessage[]> {
  const leaving = new AbortController()
  const response = await fetch(`${instance.url}/api/v1/runs/${runId}/events`, {
    headers: { authorization: `Bearer ${instance.adminKey}` },
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(withinMs)]),
  })
  const all: RunMessage[] = []
  let text = ''
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop() ?? ''
      for (const message of blocks.flatMap(parse)) {
        all.push(message)
        if (last(message)) return all
      }
    }
  } finally {
    leaving.abort()
  }
  throw new Error(`the stream ended after ${all.length} events`)
}

const watchMs = 60_000

/** A block without data is a comment or a setting. */
function parse(block: string): RunMessage[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const data = field('data')
  if (data === undefined) return []
  return [{ event: field('event') ?? '', id: field('id') ?? '', data: JSON.parse(data) }]
}
