import { unreachable, type CommitOutcome, type Finding } from '@pressrun/events'
import type { Connector, PublishJob, ReconcileOutcome, Tools } from '@pressrun/platforms'
import { checkedFinding, garbage } from './checked.ts'
import type { Deadline } from './deadline.ts'

/** Asks the platform whether the job has left a post behind. */
export async function lookUp(
  connector: Connector,
  job: Omit<PublishJob, 'signal'>,
  deadline: Deadline,
  { tools }: { readonly tools: Tools },
): Promise<ReconcileOutcome> {
  const { reconcile } = connector
  if (!reconcile) return garbage
  const found = await deadline.step((signal) =>
    reconcile.call(connector, { ...job, signal }, tools),
  )
  return checkedFinding(found, job.credentials)
}

/** The finding as the domain takes it. */
export function findingOf(found: ReconcileOutcome): Finding {
  switch (found.outcome) {
    case 'found': {
      const { outcome: _, ...remote } = found
      return { finding: 'found', ...remote }
    }
    case 'absent':
      return { finding: 'absent' }
    case 'rate-limited': {
      return {
        finding: 'unknown',
        error: { class: 'rate-limited', code: 'rate-limited', message: 'The look-up was limited.' },
        ...notBefore(found),
      }
    }
    case 'auth-required':
      return {
        finding: 'unknown',
        error: { class: 'auth-required', code: 'auth-required', message: found.message },
      }
    case 'not-sent':
    case 'unknown': {
      const { outcome, code, message } = found
      const hopeless = 'hopeless' in found && found.hopeless
      return {
        finding: 'unknown',
        error: { class: outcome, code, message },
        ...notBefore(found),
        ...(hopeless && { hopeless }),
      }
    }
    default:
      return unreachable(found)
  }
}

function notBefore({ until }: { readonly until?: Date }): { readonly notBefore?: number } {
  const atMs = until?.getTime()
  return atMs === undefined || Number.isNaN(atMs) ? {} : { notBefore: atMs }
}

/** The outcome for an attempt that checks before it sends; undefined: nothing was found, go on. */
export function outcomeOfLookUp(found: ReconcileOutcome): CommitOutcome | undefined {
  switch (found.outcome) {
    case 'absent':
      return undefined
    case 'found':
      return { ...found, outcome: 'published' }
    case 'rate-limited':
    case 'auth-required':
    case 'not-sent':
    case 'unknown':
      return found
    default:
      return unreachable(found)
  }
}
