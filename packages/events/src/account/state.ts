import type { AccountId, ProjectId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { AccountLimits, UnconfirmedPolicy, Verification } from './events.ts'

export const accountStatuses = ['active', 'paused', 'held', 'removed'] as const
export type AccountStatus = (typeof accountStatuses)[number]

export type AccountState = {
  readonly id: AccountId
  readonly version: number
  readonly status: AccountStatus
  /** Why it is held; null otherwise. */
  readonly reason: { readonly code: string; readonly message: string } | null
  readonly projectId: ProjectId
  readonly platform: string
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly limits: AccountLimits
  /** The version in which it got its present settings and credentials. */
  readonly connectedVersion: number
  readonly unconfirmedPolicy: UnconfirmedPolicy
  /** What the platform returned about it under these settings; null before it was verified. */
  readonly verified: Verification | null
  /** The platform asked us to wait until then. */
  readonly blockedUntil: Instant | null
  readonly createdAt: Instant
}
