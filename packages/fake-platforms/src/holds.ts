import type { Step } from './steps.ts'

/** `before`: nothing is done yet; `after`: all is done, without a response. */
export type HoldOptions = { step?: Step; account?: string; when?: 'before' | 'after' }

export type Hold = {
  /** Resolves when a request is delayed. */
  readonly arrived: Promise<void>
  release(): void
}

type Kept = Required<Pick<HoldOptions, 'step' | 'when'>> & {
  readonly platform: string
  readonly account: string | undefined
  arrive(): void
  release(): void
  readonly released: Promise<void>
}
type Request = { platform: string; account: string; step: Step }

/** Called before a request is handled, and before its response. */
export type Gates = { before: () => Promise<void>; after: () => Promise<void> }

export class Holds {
  readonly #waiting: Kept[] = []
  readonly #keeping = new Set<Kept>()

  add(platform: string, { step = 'publish', account, when = 'before' }: HoldOptions): Hold {
    const arrival = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    this.#waiting.push({
      platform,
      step,
      account,
      when,
      arrive: arrival.resolve,
      release: release.resolve,
      released: release.promise,
    })
    return { arrived: arrival.promise, release: release.resolve }
  }

  /** One request may be delayed twice: before it is done, and after. */
  take(request: Request): Gates {
    const gate = (when: 'before' | 'after') => {
      const index = this.#waiting.findIndex((hold) => hold.when === when && matches(hold, request))
      const [hold] = index < 0 ? [] : this.#waiting.splice(index, 1)
      return async () => {
        if (hold) await this.#keep(hold)
      }
    }
    return { before: gate('before'), after: gate('after') }
  }

  releaseAll(): void {
    this.#waiting.length = 0
    for (const hold of this.#keeping) hold.release()
  }

  async #keep(hold: Kept): Promise<void> {
    this.#keeping.add(hold)
    hold.arrive()
    await hold.released
    this.#keeping.delete(hold)
  }
}

function matches(hold: Kept, { platform, account, step }: Request): boolean {
  if (hold.platform !== platform || hold.step !== step) return false
  return hold.account === undefined || hold.account === account
}
