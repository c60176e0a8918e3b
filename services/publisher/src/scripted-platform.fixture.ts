import type { CommitOutcome, Connector } from '@pressrun/platforms'
import { z } from 'zod'

/** What a scripted platform does on commit. */
type Script = (post: { key: string; signal: AbortSignal }) => Promise<CommitOutcome>

/** A platform whose every step the test sets. */
export type Platform = { -readonly [Key in keyof Connector]: Connector[Key] } & {
  /** Idempotency keys in the order in which they were committed. */
  readonly committed: string[]
  script: Script
}

export function scriptedPlatform(idempotencyClass: Connector['class']): Platform {
  const committed: string[] = []
  const platform: Platform = {
    committed,
    script: () => Promise.resolve({ outcome: 'published', remoteId: 'post 1' }),
    platform: 'scripted',
    class: idempotencyClass,
    limits: [],
    settingsSchema: z.unknown(),
    credentialsSchema: z.unknown(),
    checkSettings: () => [],
    validate: () => [],
    prepare: (job) =>
      Promise.resolve({ outcome: 'prepared', payload: 'text', token: job.idempotencyKey }),
    commit(job) {
      committed.push(job.idempotencyKey)
      return platform.script({ key: job.idempotencyKey, signal: job.signal })
    },
    reconcile: () => Promise.resolve({ outcome: 'absent' }),
    verify: () => Promise.resolve({ outcome: 'verified' }),
  }
  return platform
}
