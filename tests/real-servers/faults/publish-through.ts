import type { RealEnvironment } from '../real-environment.ts'
import type { SeenPost } from '../servers/real-server.ts'
import type { Fault, Step } from './fault.ts'
import { openFaultyProxy, type FaultyProxy } from './faulty-proxy.ts'

/** A publication in flight through a proxy that lets one of its requests fail. */
export type OnItsWay = AsyncDisposable & {
  readonly proxy: FaultyProxy
  readonly runId: string
  /** Of the run, as it is now. */
  // oxlint-disable-next-line typescript/no-explicit-any
  task(): Promise<any>
  visible(): Promise<SeenPost[]>
  drafts(): Promise<SeenPost[]>
}

export type Wrong = {
  readonly name: string
  readonly step: Step
  readonly fault: Fault
  /** The text to publish; a sentence when absent. */
  readonly body?: string
  /** Further settings of the account. */
  readonly settings?: object
}

export async function publishThrough(
  { name, step, fault, body, settings }: Wrong,
  environment: RealEnvironment,
): Promise<OnItsWay> {
  const { running, server, desk } = environment
  const word = `W${name.replace(/\W/g, '')}Z`
  const proxy = await openFaultyProxy({
    host: environment.nextHost(),
    target: running.url,
    fault,
    isMeant: (methodAndPath) => server.requests[step]?.test(methodAndPath) === true,
  })
  const accountId = await environment.connect(name, proxy.origin, settings)
  const content = { title: word, body: body ?? `The word is ${word}, said *once*.` }
  const runId = await desk.publish([accountId], { content })
  const withWord = (posts: readonly SeenPost[]) =>
    posts.filter(({ title, html }) => title.includes(word) || html.includes(word))
  return {
    proxy,
    runId,
    task: async () => (await desk.api('GET', `/runs/${runId}`)).body.tasks[0],
    visible: async () => withWord(await running.posts()),
    drafts: async () => withWord(await running.drafts()),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}
