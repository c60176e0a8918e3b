import { parseCron } from './parse-cron.ts'

const names = ['@hourly', '@daily', '@weekly', '@monthly', '@yearly', '@annually', '@midnight']

/** In the order of the line, with what each may hold. */
const fields = [
  ['minute', '0 to 59'],
  ['hour', '0 to 23'],
  ['day', '1 to 31, L for the last, LW for the last weekday, or as 15W'],
  ['month', '1 to 12, or JAN to DEC'],
  [
    'weekday',
    '0 to 7 (0 and 7 are Sunday), SUN to SAT, or as 1#2 for the second Monday, up to #5, and 1#L',
  ],
] as const

/** What is wrong with a line of cron; undefined when nothing is. */
export function cronProblem(cron: string): string | undefined {
  const line = cron.trim()
  const parts = line.split(/\s+/)
  if (line.startsWith('@') ? !names.includes(line) : parts.length !== fields.length)
    return 'must have five fields (minute, hour, day, month, weekday) or be a name such as @daily'
  try {
    return parseCron(line).nextRun(new Date(0)) ? undefined : 'never fires'
  } catch {
    return fieldProblem(parts)
  }
}

/** croner counts days and months from 0 when it complains, and does not always say of which field. */
function fieldProblem(parts: readonly string[]): string {
  const wrong = parts.findIndex((part, at) => !parses(part, at))
  const [field, range] = fields[wrong] ?? []
  if (field === undefined) return 'is no line of cron'
  return `the ${field} (${parts[wrong]?.slice(0, 40)}) must be ${range}; * for every one, lists as 1,2, ranges as 1-5, steps as */2`
}

function parses(part: string, at: number): boolean {
  try {
    parseCron(fields.map((_, other) => (other === at ? part : '*')).join(' '))
    return true
  } catch {
    return false
  }
}
