import type { CommitOutcome, Verification } from '@pressrun/events'
import type { Limit } from '@pressrun/content'

export type { CommitOutcome } from '@pressrun/events'

type Outcome<Name extends CommitOutcome['outcome']> = Extract<CommitOutcome, { outcome: Name }>

/** The post is visible. `remoteId` and `url` are the platform's names for it, if it gave any. */
export type Published = Outcome<'published'>
/** The platform refused, and would refuse the same again. */
export type Rejected = Outcome<'rejected'>
/** Nothing was published; nothing is wrong with the content either. */
export type RateLimited = Outcome<'rate-limited'>
/** The account must be reconnected by a person. */
export type AuthRequired = Outcome<'auth-required'>
/** Proved: nothing left this machine, so a retry is always safe. */
export type NotSent = Outcome<'not-sent'>
/** The post may be visible or not, or may become visible yet. */
export type Unknown = Outcome<'unknown'>

/**
 * `payload` is frozen: a later try sends the same bytes. `token` names what `reconcile` will search for; where a
 * repeat is not harmless it is recorded before anything is sent.
 */
export type Prepared = {
  readonly outcome: 'prepared'
  readonly payload: string
  readonly token: string
}

/** Preparing shows nothing, so its `unknown` may be retried like `not-sent`. */
export type PrepareOutcome = Prepared | Exclude<CommitOutcome, Published>

/** `absent` counts only after the platform's settle time: a request can commit after its connection died. */
export type ReconcileOutcome =
  | { outcome: 'found'; remoteId?: string; url?: string }
  | { outcome: 'absent' }
  | RateLimited
  | AuthRequired
  | NotSent
  /** `hopeless`: asking will never reveal it. */
  | (Unknown & { hopeless?: true })

export type VerifyOutcome =
  | (Omit<Verification, 'limits'> & {
      outcome: 'verified'
      /** The instance's own, where it published them: `validate` gets them. */
      limits?: readonly Limit[]
      /** What the owner should know of publishing to it. */
      message?: string
    })
  | Rejected
  | RateLimited
  | AuthRequired
  | NotSent
  | Unknown
