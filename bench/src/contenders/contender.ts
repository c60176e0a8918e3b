import type { Commits } from '../outcome-writer.ts'
import type { Sink } from '../sink/client.ts'

/** Who takes part, by process: the trees below these are what a run costs. */
export type Result = {
  readonly tasks: number
  readonly seconds: number
  /** What the contender's own books say, checked after the clock stopped. */
  readonly outcomes: number
  /** Seconds from the start after which each part of the way was behind the last task. */
  readonly milestones: Readonly<Record<string, number>>
}

/** How outcomes reach the disk: a commit for each, commits shared by the bench's handler, or Pressrun's log. */
export type OutcomeCommits = Commits | 'grouped by Pressrun'

export type Contender = {
  readonly name: string
  readonly commits: OutcomeCommits
  /** How it was set up, in a sentence or two a reader can argue with. */
  readonly setUp: string
  start(): Promise<void>
  /** Settings that decide what survives a power cut, asked of the running servers. */
  durability(): Promise<string[]>
  /** The roots of all process trees that do the work. The sink and the bench are not among them. */
  processes(): number[]
  run(tasks: number, label: string): Promise<Result>
  /** Does what the database's own maintenance would have done by and by after a warm-up. */
  tidyUp(): Promise<void>
  /** Milliseconds from asking for one task to the sink's receipt, with nothing else going on. */
  latencyMs(label: string): Promise<number>
  /** Only for who can fold its history anew. */
  replay?(): Promise<Replay | undefined>
  stop(): Promise<void>
}

export type Replay = {
  /** Of the types that the view is made from: the others are passed over. */
  readonly events: number
  /** All events in the log. */
  readonly logLength: number
  readonly seconds: number
}

/** What every contender is given. */
export type Surroundings = {
  readonly sink: Sink
  readonly accounts: number
  /** An empty directory of its own, on a real disk. */
  readonly dataDirectory: string
  /** Where to leave CPU profiles, when they are wanted. */
  readonly profileDirectory: string | undefined
  /** Where servers that had to be fetched are kept between runs. */
  readonly cacheDirectory: string
}
