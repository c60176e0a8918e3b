import type { Handle } from '@pressrun/db'
import type { KeyRing } from '@pressrun/vault'
import type { DeadLetter, FolderResponse, RebuildResponse, VerifyResponse } from '@pressrun/bus'
import type { QueryDatabase } from '@pressrun/queries'
import type { NewId } from '@pressrun/events'
import type { Render, Installation } from '@pressrun/platforms'
import type { Health, Logger, Metrics } from '@pressrun/runtime'
import type { Live } from './live/live.ts'
import type { RetryWorker } from './retry-batches/retry-worker.ts'

/** The dependencies of the gateway's operations. */
export type Gateway = {
  readonly database: QueryDatabase
  readonly handle: Handle
  readonly newId: NewId
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly secretKeys: KeyRing
  readonly installation: Installation
  /** Renders content for a platform; nothing else does. */
  readonly render: Render
  readonly live: Live
  readonly retries: RetryWorker
  readonly health: Health
  /** The health of NATS, apart from the rest: nothing here needs NATS to respond. */
  readonly nats: Health
  /** Asks analytics; rejects when it does not answer. */
  readonly requestRebuild: (view: string) => Promise<RebuildResponse>
  /** Asks a publisher; rejects when none answers. */
  readonly requestVerification: (accountId: string) => Promise<VerifyResponse>
  /** The dead letters in NATS; all reject while it does not answer. */
  readonly deadLetters: {
    readonly list: (page: { after: number; limit: number }) => Promise<readonly DeadLetter[]>
    readonly find: (id: string) => Promise<DeadLetter | undefined>
    readonly redeliver: (letter: DeadLetter) => Promise<void>
  }
  /** Asks a publisher, which will read it, about a folder on its disk; rejects when none answers. */
  readonly requestFolderCheck: (location: string) => Promise<FolderResponse>
  readonly metrics: Metrics
  readonly log: Logger
}
