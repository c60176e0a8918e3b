import { repairMoves, openDatabase } from '@pressrun/db'
import { verifyState, type Difference } from '@pressrun/db/operating'
import type { TaskId } from '@pressrun/events'
import { databaseUrlOf, dataDirOf, type Environment } from '../up/up-settings.ts'
import { visible } from '../visible.ts'
import { explainDatabase, withOwnDatabase } from './own-database.ts'
import { printLine } from './print-line.ts'

export type VerifyOptions = { repair?: boolean }

/** Lines of differences that are printed. */
const shownMax = 200

/** The displayed length of a value. */
const valueMax = 80

/** The exit code when something differs. */
const differsCode = 1

/**
 * Compares the rows with the log, both at one moment, and prints the differences. With `repair` it repairs tasks whose
 * rows by which they move are lost, doubled or changed: nothing is sent because of it that may have been sent.
 */
export async function verifyCommand(
  { repair = false }: VerifyOptions,
  env: Environment,
  say = printLine,
): Promise<void> {
  const place = { dataDir: dataDirOf(env), databaseUrl: databaseUrlOf(env) }
  const left = await withOwnDatabase(place, (url) => verify(url, repair, say)).catch(
    (cause: unknown) => {
      throw explainDatabase(cause)
    },
  )
  if (left > 0) process.exitCode = differsCode
}

/** Returns how many differences are left. */
export async function verify(
  url: string,
  repair: boolean,
  say: (line: string) => void,
): Promise<number> {
  await using database = openDatabase({ url, connectionsMax: 2 })
  const { position, differences } = await verifyState(database.pool)
  for (const difference of differences.slice(0, shownMax)) say(describe(difference))
  if (differences.length > shownMax) say(`... and ${differences.length - shownMax} more`)
  say(
    differences.length === 0
      ? `the rows are what the log tells up to position ${position}`
      : `${differences.length} differences from what the log tells up to position ${position}`,
  )
  if (!repair || differences.length === 0) return differences.length
  await repairAll(database.pool, differences, say)
  const { differences: left } = await verifyState(database.pool)
  say(`${left.length} differences are left`)
  return left.length
}

async function repairAll(
  pool: Parameters<typeof repairMoves>[0],
  differences: readonly Difference[],
  say: (line: string) => void,
): Promise<void> {
  const ids = new Set(differences.filter(isOfMove).map(({ id }) => id as TaskId))
  for (const { taskId, what } of await repairMoves(pool, [...ids], Date.now()))
    say(`${taskId}: ${repaired[what]}`)
}

const isOfMove = ({ id, field }: Difference) =>
  id.startsWith('task_') && /^(moves in$|queue |timed |running )/.test(field)

const repaired = {
  'lost-while-waiting': 'waits again',
  'lost-on-its-way': 'is unconfirmed: it may have been published',
  'had-others': 'has lost rows that were not its own',
  differs: 'is left alone: its own row is not what the log tells',
  nothing: 'is right by now',
} as const

const describe = ({ id, field, log, row }: Difference): string =>
  visible(`${id} ${field}: the log says ${shown(log)}, the row ${shown(row)}`)

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > valueMax ? `${text.slice(0, valueMax)}...` : text
}
