import type { Prepared, PublishJob } from '@pressrun/platforms'

/** The step a connector is in. */
export type StepName = 'preparing' | 'sending' | 'looking'

type Job = Omit<PublishJob, 'signal'>

/** What the publisher sends to the process of an isolated job: one step at a time. */
export type Request =
  | { readonly type: 'step'; readonly step: 'preparing' | 'looking'; readonly job: Job }
  | {
      readonly type: 'step'
      readonly step: 'sending'
      readonly job: Job
      readonly prepared: Prepared
    }
  /** The deadline of the step that is under way has passed. */
  | { readonly type: 'stop' }

/** What that process sends, besides its heartbeats. */
export type Reply =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly answer: unknown }
  /** The connector threw. The error is withheld: it may hold secrets. */
  | { readonly type: 'threw' }

/** Passed to the process as the JSON of its only argument. */
export type Setting = {
  readonly platform: string
  readonly dataDir: string
  readonly privateTargets: readonly string[]
}
