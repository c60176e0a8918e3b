import pg from 'pg'
import { insertOutcome, insertOutcomes, type Outcome } from './outcomes.ts'

/**
 * `own`: each job commits its outcome itself, as handlers usually do. `shared`: the bench gathers the outcomes of jobs
 * that run side by side into one commit, as an expert might when each costs a flush.
 */
export type Commits = 'own' | 'shared'

export type OutcomeWriterConfig = {
  readonly postgresUrl: string
  readonly commits: Commits
  /** Connections for outcomes, which is also how many commits may be under way. */
  readonly outcomeConnections: number
}

/** `record` resolves after the commit, so no job is completed before its outcome is durable. */
export type OutcomeWriter = {
  record(outcome: Outcome): Promise<void>
  close(): Promise<void>
}

export function openOutcomeWriter(config: OutcomeWriterConfig): OutcomeWriter {
  const max = config.outcomeConnections
  const pool = new pg.Pool({ connectionString: config.postgresUrl, max })
  const record =
    config.commits === 'own'
      ? (outcome: Outcome) => insertOutcome(pool, outcome)
      : inSharedCommits((outcomes) => insertOutcomes(pool, outcomes), max)
  return { record, close: () => pool.end() }
}

type Waiting = { outcome: Outcome; resolve: () => void; reject: (reason: unknown) => void }

/** Outcomes that wait when a commit ends go into the next one; a commit that fails fails all of its jobs. */
export function inSharedCommits(
  commit: (outcomes: Outcome[]) => Promise<void>,
  commitsMax: number,
): (outcome: Outcome) => Promise<void> {
  let waiting: Waiting[] = []
  let commits = 0
  const commitWaiting = async (): Promise<void> => {
    if (commits >= commitsMax || waiting.length === 0) return
    const batch = waiting
    waiting = []
    commits += 1
    try {
      await commit(batch.map((entry) => entry.outcome))
      for (const entry of batch) entry.resolve()
    } catch (error) {
      for (const entry of batch) entry.reject(error)
    } finally {
      commits -= 1
      void commitWaiting()
    }
  }
  return (outcome) =>
    new Promise((resolve, reject) => {
      waiting.push({ outcome, resolve, reject })
      if (waiting.length === 1) setImmediate(() => void commitWaiting())
    })
}
