import type { RecordedEvent } from '@pressrun/events'
import { pause } from '../pause.ts'
import { faultPauseMs } from './consume-stream.ts'
import {
  retry,
  type Delivery,
  type Message,
  type Reaction,
  type ReactionOutcome,
} from './reaction.ts'

export type ReactionObserver = {
  readonly settled: (outcome: ReactionOutcome['kind']) => void
  /** A reaction threw: its message is retried after a pause. */
  readonly faulted: (cause: unknown) => void
}

/** Runs one of the jobs of a message when there is a free slot. */
export type Run = <Result>(job: () => Promise<Result>) => Promise<Result>

/** How long a redelivered job runs alone: 64 of them are begun within seven seconds. */
const slowAfterMs = 100

const fault = retry(faultPauseMs, 'fault')

/** The outcomes of a message's events. */
export async function outcomesOf(
  events: readonly RecordedEvent[],
  delivery: Delivery,
  run: Run,
  { reaction, observer }: { readonly reaction: Reaction; readonly observer: ReactionObserver },
): Promise<readonly ReactionOutcome[]> {
  const each: Message['each'] = (react) => {
    const settle = async (event: RecordedEvent) => {
      try {
        return await react(event)
      } catch (cause) {
        observer.faulted(cause)
        return fault
      }
    }
    const begin = async (event: RecordedEvent) => {
      const outcome = await run(() => settle(event))
      observer.settled(outcome.kind)
      return outcome
    }
    return delivery.number === 1 ? Promise.all(events.map(begin)) : oneAfterTheOther(events, begin)
  }
  return reaction({ events, delivery, each })
}

/**
 * A redelivered message may have killed its process: then its events run one after the other, so that the fatal one is
 * known, and takes none of the others along. One that is only slow holds them up for a moment.
 */
async function oneAfterTheOther(
  events: readonly RecordedEvent[],
  begin: (event: RecordedEvent) => Promise<ReactionOutcome>,
): Promise<readonly ReactionOutcome[]> {
  const outcomes: Promise<ReactionOutcome>[] = []
  for (const event of events) {
    const reacting = begin(event)
    outcomes.push(reacting)
    const over = new AbortController()
    await Promise.race([reacting, pause(slowAfterMs, over.signal)])
    over.abort()
  }
  return Promise.all(outcomes)
}
