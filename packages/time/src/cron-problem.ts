import { parseCron } from './parse-cron.ts'

const names = ['@hourly', '@daily', '@weekly', '@monthly', '@yearly', '@annually', '@midnight']

/** In their order: the allowed values of each field, and its longest step. */
const fields = [
  ['minute', '0 to 59', 60],
  ['hour', '0 to 23', 24],
  [
    'day',
    '1 to 31, L for the last day, LW for the last weekday, or 15W for the weekday nearest the 15th',
    31,
  ],
  ['month', '1 to 12, or JAN to DEC', 12],
  [
    'weekday',
    '0 to 7 (0 and 7 are Sunday), SUN to SAT, 1#2 for the second Monday (up to #5), or 1#L for the last',
    7,
  ],
] as const

/** Returns what is wrong with a cron expression; undefined when it is valid. */
export function cronProblem(cron: string): string | undefined {
  const expression = cron.trim()
  const parts = expression.split(/\s+/)
  if (expression.startsWith('@') ? !names.includes(expression) : parts.length !== fields.length)
    return 'must have five fields (minute, hour, day, month, weekday) or be a name such as @daily'
  try {
    return parseCron(expression).nextRun(new Date(0)) ? undefined : 'never fires'
  } catch {
    return fieldProblem(parts)
  }
}

/** croner counts days and months from 0 in its messages, and does not always name the field. */
function fieldProblem(parts: readonly string[]): string {
  const at = parts.findIndex((part, field) => !parses(part, field))
  const [field, range, stepMax] = fields[at] ?? []
  if (field === undefined) return 'is not a cron expression'
  const part = parts[at] ?? ''
  const value = part.split(',').find((one) => one !== '' && !parses(one, at)) ?? part
  const problem =
    stepProblem(value, stepMax) ??
    rangeProblem(value, at) ??
    `must be ${range}; or * for all, a list such as 1,2, a range such as 1-5, a step such as */2`
  return `the ${field} (${value.slice(0, 40)}) ${problem}`
}

function stepProblem(value: string, stepMax: number): string | undefined {
  const [of, step, more] = value.split('/')
  if (step === undefined || more !== undefined) return undefined
  if (!/^\d+$/.test(step) || Number(step) < 1 || Number(step) > stepMax)
    return `must have a step of 1 to ${stepMax}, such as */2`
  return of === '*' || of?.includes('-')
    ? undefined
    : 'must have its step after * or a range, such as */2 or 1-5/2'
}

const rangeEnd = /^(\d+|[A-Z]{3})$/i

/** Both ends are valid, but in the wrong order. */
function rangeProblem(value: string, at: number): string | undefined {
  const ends = value.split('/')[0]?.split('-') ?? []
  if (ends.length !== 2 || !ends.every((end) => rangeEnd.test(end) && parses(end, at)))
    return undefined
  return 'must go from low to high, such as 1-5; write a range that wraps around as two'
}

function parses(part: string, at: number): boolean {
  try {
    parseCron(fields.map((_, other) => (other === at ? part : '*')).join(' '))
    return true
  } catch {
    return false
  }
}
