/** The post is visible. `remoteId` and `url` are the platform's names for it, as far as it gave any. */
export interface Published {
  outcome: 'published'
  remoteId?: string
  url?: string
}

/** The platform refused, and would refuse the same again. */
export interface Rejected {
  outcome: 'rejected'
  code: string
  message: string
}

/** Nothing was published; nothing is wrong with the content either. */
export interface RateLimited {
  outcome: 'rate-limited'
  until?: Date
  scope: 'account' | 'platform'
}

/** The account must be reconnected by a person. */
export interface AuthRequired {
  outcome: 'auth-required'
  message: string
}

/** Proved: nothing left this machine, so trying again is always safe. */
export interface NotSent {
  outcome: 'not-sent'
  code: string
  message: string
}

/** The post may be visible or not, or may become visible yet. */
export interface Unknown {
  outcome: 'unknown'
  code: string
  message: string
}

/** `payload` is frozen: a later try sends the same bytes. `token` is what `reconcile` looks for. */
export interface Prepared {
  outcome: 'prepared'
  payload: string
  token: string
}

export type CommitOutcome = Published | Rejected | RateLimited | AuthRequired | NotSent | Unknown

/** Preparing shows nothing, so its `unknown` may be tried again like `not-sent`. */
export type PrepareOutcome = Prepared | Exclude<CommitOutcome, Published>

/** `absent` counts only after the platform's settle time: a request can commit after its connection died. */
export type ReconcileOutcome =
  | { outcome: 'found'; remoteId?: string; url?: string }
  | { outcome: 'absent' }
  | RateLimited
  | AuthRequired
  | Unknown

export type VerifyOutcome =
  | { outcome: 'verified'; identity?: { id?: string; name?: string; url?: string } }
  | Rejected
  | RateLimited
  | AuthRequired
  | NotSent
  | Unknown
