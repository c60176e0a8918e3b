import type { VerifyResponse } from '@pressrun/bus'
import { redactedAnswer, type Connector, type Tools, type VerifyOutcome } from '@pressrun/platforms'
import { withinDeadline } from './jobs/deadline.ts'
import {
  CredentialsSealed,
  keyNotHere,
  KeyNotHere,
  type PublishingAccount,
} from './jobs/sources.ts'

export type VerifyAccountOptions = {
  readonly findAccount: (
    accountId: string,
  ) => Promise<{ readonly platform: string; readonly version: number } | undefined>
  readonly account: (
    accountId: string,
    version: number,
  ) => Promise<Pick<PublishingAccount, 'settings' | 'credentials' | 'verified'>>
  readonly findConnector: (platform: string) => Connector | undefined
  readonly tools: Tools
  readonly deadlineMs: number
}

/** Asks the platform whether an account's settings and credentials are good. Posts nothing. */
export function verifyAccount(
  options: VerifyAccountOptions,
): (accountId: string) => Promise<VerifyResponse> {
  return async (accountId) => {
    const found = await options.findAccount(accountId)
    const connector = found && options.findConnector(found.platform)
    if (!connector) return { outcome: 'unknown', code: 'account-not-found' }
    const account = await options.account(accountId, found.version).catch(unopened)
    if ('outcome' in account) return account
    const { settings, credentials, verified } = account
    const verdict = await withinDeadline(options.deadlineMs, (signal) =>
      connector.verify(settings, credentials, options.tools, signal, verified),
    )
    return toAnswer(redactedAnswer(verdict, credentials))
  }
}

function unopened(cause: unknown): VerifyResponse {
  if (cause instanceof KeyNotHere) return keyNotHere
  if (!(cause instanceof CredentialsSealed)) throw cause
  return { outcome: 'auth-required', message: cause.message }
}

/** Field by field, in a fixed order: stored results are compared as they are written. */
function toAnswer(verdict: VerifyOutcome): VerifyResponse {
  const { outcome } = verdict
  if (outcome === 'verified') {
    const { identity, limits, software, class: idempotencyClass, message } = verdict
    return {
      outcome,
      ...(identity && { identity }),
      ...(limits && { limits: [...limits] }),
      ...(software && { software }),
      ...(idempotencyClass && { class: idempotencyClass }),
      ...(message !== undefined && { message }),
    }
  }
  return {
    outcome,
    ...('code' in verdict ? { code: verdict.code } : {}),
    ...('message' in verdict ? { message: verdict.message } : {}),
    ...('until' in verdict && verdict.until ? { until: verdict.until.toISOString() } : {}),
  }
}
