import type { RecordedEvent } from '@pressrun/events'

/** The part of an account that goes into a payload, or decides where it is sent. */
export type AccountFacts = { readonly name: string; readonly settings: unknown }

/** How an account has changed, oldest first. */
export type AccountHistory = readonly RecordedEvent<'AccountConnected' | 'AccountChanged'>[]

/**
 * The account as it was at a position of the log; undefined when both its place and its credentials have changed since,
 * as they may no longer belong together.
 *
 * A repeat must equal what it repeats, or the platform would take it for another post: so an attempt works with the
 * account as it was when it went out, or when the first attempt of unknown end went out.
 */
export function accountAsOf(
  account: AccountFacts & { readonly history: AccountHistory },
  position: number,
): AccountFacts | undefined {
  const { history } = account
  if ((history.at(-1)?.position ?? 0) <= position) return account
  let then: AccountFacts = { name: '', settings: {} }
  let otherSettings = false
  let otherCredentials = false
  for (const event of history) {
    const { name, settings } = event.data
    if (event.position <= position)
      then = { name: name ?? then.name, settings: settings ?? then.settings }
    else {
      otherSettings ||= settings !== undefined
      otherCredentials ||= event.type === 'AccountChanged' && event.data.credentialsReplaced
    }
  }
  return otherSettings && otherCredentials ? undefined : then
}

/** Where the first attempt of unknown end was made due; null when there is none. */
export function doubtfulSince(history: readonly RecordedEvent[]): number | null {
  let due: number | null = null
  let since: number | null = null
  for (const event of history) {
    if (event.type === 'TaskDue') due = event.position
    if (event.type === 'TaskRetryRequested' && event.data.force) since = null
    if (event.type === 'TaskAttemptFailed' && event.data.absent) since = null
    if (event.type === 'TaskUnconfirmed') since ??= due
    if (event.type === 'TaskAttemptFailed' && event.data.error.class === 'unknown') since ??= due
  }
  return since
}
