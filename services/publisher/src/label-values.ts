import type { ReactionOutcome } from '@pressrun/bus'
import type { CommitOutcome, Finding } from '@pressrun/events'
import { connectors } from '@pressrun/platforms'
import { sourceTypes, type Reading } from '@pressrun/feeds'

/** The keys of a record that has one for each value: a value that is forgotten does not compile. */
const everyOne = <Value extends string>(values: Readonly<Record<Value, true>>): readonly string[] =>
  Object.keys(values)

/** The label values of the publisher's metrics. */
export const labelValues = {
  platforms: [...connectors.keys()],
  attemptOutcomes: everyOne<CommitOutcome['outcome']>({
    published: true,
    rejected: true,
    'rate-limited': true,
    'auth-required': true,
    'not-sent': true,
    unknown: true,
  }),
  findings: everyOne<Finding['finding']>({
    found: true,
    absent: true,
    repeatable: true,
    unknown: true,
  }),
  sourceTypes,
  scanOutcomes: everyOne<Reading['outcome']>({ read: true, unchanged: true, failed: true }),
  settlements: everyOne<ReactionOutcome['kind']>({ done: true, retry: true, 'give-up': true }),
}
