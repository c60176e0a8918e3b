import type { Deed } from '../trouble/make-trouble.ts'
import type { Attempt } from './attempts.ts'

/** How long it took after a publisher was killed until all that was in flight had an outcome. */
export type Recovery = {
  readonly atMs: number
  readonly attempts: number
  readonly tookMs: number
  /** No other fault happened meanwhile. */
  readonly undisturbed: boolean
}

/** Other faults within this time make a recovery a disturbed one. */
const calmMs = 15_000

/**
 * The log does not show whose an attempt was: those of the other publisher are counted as well, but end soon. `waits`
 * are attempts whose platform delayed its answer.
 */
export function recoveries(
  deeds: readonly Deed[],
  attempts: readonly Attempt[],
  waits: (attempt: Attempt) => boolean,
): Recovery[] {
  const kills = deeds.filter(({ what, whom }) => what === 'kill' && whom.startsWith('publisher'))
  return kills.map((kill) => {
    const hit = attempts.filter(({ from, to }) => from <= kill.from && to > kill.from)
    const free = hit.filter((attempt) => !waits(attempt))
    const end = Math.max(kill.from, ...free.map(({ to }) => to))
    const others = deeds.filter(
      (deed) => deed !== kill && deed.from < kill.from + calmMs && deed.to > kill.from,
    )
    return {
      atMs: kill.from,
      attempts: free.length,
      tookMs: end - kill.from,
      undisturbed: others.length === 0,
    }
  })
}
