import { ownProblem, type CommitOutcome } from '@pressrun/events'

type Unknown = Extract<CommitOutcome, { outcome: 'unknown' }>

/** Steps that begin within this share a timer and a signal, and end that much early at most. */
const sharedMs = 1_000

/** How long a step may take to end in order after its abort. */
const graceMs = 1_000

/**
 * The deadline of the steps of connectors. A step gets a signal that is aborted at its deadline; one that does not end
 * by itself then, or that throws, has an unknown outcome: bytes may have left. The jobs of a message share one, as a
 * timer and a signal for each step would cost more than all the rest.
 */
export class Deadline implements Disposable {
  readonly #afterMs: number
  readonly #rounds: Round[] = []

  constructor(afterMs: number) {
    this.#afterMs = afterMs
  }

  /** Call when no step is under way any more. */
  [Symbol.dispose](): void {
    for (const round of this.#rounds) round.end()
  }

  step<Outcome>(begin: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome | Unknown> {
    return this.#round().step(begin)
  }

  #round(): Round {
    const last = this.#rounds.at(-1)
    if (last && performance.now() < last.openUntilMs) return last
    const round = new Round(this.#afterMs)
    this.#rounds.push(round)
    return round
  }
}

/** Steps that have begun at about the same time. */
class Round {
  readonly openUntilMs: number
  readonly #controller = new AbortController()
  /** How to end each step that is under way. */
  readonly #begun = new Set<(outcome: Unknown) => void>()
  #timer: NodeJS.Timeout

  constructor(afterMs: number) {
    this.openUntilMs = performance.now() + Math.min(sharedMs, afterMs / 10)
    this.#timer = setTimeout(() => {
      this.#controller.abort()
      this.#timer = setTimeout(() => this.#giveUp(), graceMs).unref()
    }, afterMs)
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  step<Outcome>(begin: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome | Unknown> {
    const { promise, resolve } = Promise.withResolvers<Outcome | Unknown>()
    // Ended steps are released: outcomes may be large, and other jobs of the message go on for long.
    const end = (outcome: Outcome | Unknown) => {
      this.#begun.delete(end)
      resolve(outcome)
    }
    this.#begun.add(end)
    try {
      begin(this.#controller.signal).then(end, () => end(faulty))
    } catch {
      end(faulty)
    }
    return promise
  }

  #giveUp(): void {
    for (const end of this.#begun) end(tooLate)
  }
}

/** For a single step. */
export async function withinDeadline<Outcome>(
  afterMs: number,
  begin: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome | Unknown> {
  using deadline = new Deadline(afterMs)
  return await deadline.step(begin)
}

const tooLate = {
  outcome: 'unknown',
  code: 'deadline-passed',
  message: 'The connector did not answer in time.',
} as const

const faulty = {
  outcome: 'unknown',
  code: ownProblem.connectorFault,
  message: 'The connector failed.',
} as const
