import type { CommitOutcome, Published } from '../outcomes.ts'

export type Failure = Exclude<CommitOutcome, Published>
