import type { Cron } from 'croner'
import { instantOf } from './instant-of.ts'
import { parseCron } from './parse-cron.ts'
import { wallAt } from './zone.ts'

/** A recurring rule: a cron expression, read on the clocks of an IANA zone. */
export type Rule = {
  readonly cron: string
  readonly timeZone: string
  /** Its first and its last possible instant. */
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
}

/** The rule of a caller that keeps its instants as ISO 8601 text. */
export const ruleOf = (terms: {
  readonly cron: string
  readonly timeZone: string
  readonly startAt: string | null
  readonly endAt: string | null
}): Rule => ({
  cron: terms.cron,
  timeZone: terms.timeZone,
  startMs: terms.startAt === null ? undefined : Date.parse(terms.startAt),
  endMs: terms.endAt === null ? undefined : Date.parse(terms.endAt),
})

/** Every minute of the longest fold in history, a whole day: more steps would be a fault. */
const stepsMax = 2_000

/**
 * Returns when the rule fires next, strictly after the given instant (both milliseconds since 1970); null when it
 * never does. Throws for an expression that `cronProblem` rejects.
 */
export const nextInstant = (rule: Rule, afterMs: number): number | null =>
  upcoming(rule, afterMs, 1)[0] ?? null

/** Its next instants, `count` at most and none after `untilMs`. */
export function upcoming(
  { cron, timeZone, startMs = -Infinity, endMs = Infinity }: Rule,
  afterMs: number,
  count: number,
  untilMs: number = Infinity,
): number[] {
  const expression = parseCron(cron)
  const instants: number[] = []
  let last = Math.max(afterMs, startMs - 1)
  while (instants.length < count) {
    const instantMs = next(expression, timeZone, last)
    if (instantMs === null || instantMs > Math.min(endMs, untilMs)) break
    instants.push(instantMs)
    last = instantMs
  }
  return instants
}

/**
 * croner only says which local times an expression names. Which instant that is we decide ourselves: in a gap croner
 * leaves the day out unless hour and minute are plain numbers, and in a fold it fires twice for expressions with
 * wildcards.
 */
function next(expression: Cron, timeZone: string, afterMs: number): number | null {
  let wallMs = wallAt(afterMs, timeZone)
  for (let steps = 0; steps < stepsMax; steps++) {
    const named = expression.nextRun(new Date(wallMs))
    if (!named) return null
    wallMs = named.getTime()
    const instantMs = instantOf(wallMs, timeZone)
    // Otherwise it is the second hour of a fold: the clocks have shown this before.
    if (instantMs > afterMs) return instantMs
  }
  throw new Error(`${expression.getPattern()} names no instant in ${timeZone} after ${afterMs}`)
}
