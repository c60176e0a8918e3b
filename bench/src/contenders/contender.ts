import type { Commits } from '../outcome-writer.ts'
import type { Sink } from '../sink/client.ts'

/** Who takes part, by process: the trees below these are what a run costs. */
export type Result = {
  readonly tasks: number
  readonly seconds: number
  /** The outcomes in the contender's own records, checked after the clock stopped. */
  readonly outcomes: number
  /** For each part of the way, seconds from the start until the last task had passed it. */
  readonly milestones: Readonly<Record<string, number>>
}

/** How outcomes reach the disk: a commit for each, commits shared by the bench's handler, or Pressrun's log. */
export type OutcomeCommits = Commits | 'grouped by Pressrun'

export type Contender = {
  readonly name: string
  readonly commits: OutcomeCommits
  /** How it was set up, in a sentence or two a reader can dispute. */
  readonly setUp: string
  start(): Promise<void>
  /** Settings that decide what survives a power cut, read from the running servers. */
  durability(): Promise<string[]>
  /** The roots of all working process trees, without the sink and the bench. */
  processes(): number[]
  run(tasks: number, label: string): Promise<Result>
  /** Does what the database's own maintenance would do some time after a warm-up. */
  tidyUp(): Promise<void>
  /** Milliseconds from requesting one task to the sink's receipt, with nothing else going on. */
  latencyMs(label: string): Promise<number>
  /** Only for contenders that can replay their history. */
  replay?(): Promise<Replay | undefined>
  stop(): Promise<void>
}

export type Replay = {
  /** Of the types that the view is made from: the others are skipped. */
  readonly events: number
  /** All events in the log. */
  readonly logLength: number
  readonly seconds: number
}

/** The environment of every contender. */
export type Surroundings = {
  readonly sink: Sink
  readonly accounts: number
  /** An empty directory of its own, on a real disk. */
  readonly dataDirectory: string
  /** Where to write CPU profiles, if wanted. */
  readonly profileDirectory: string | undefined
  /** Where downloaded servers are cached between runs. */
  readonly cacheDirectory: string
}
