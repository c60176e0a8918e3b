import { databaseNeeds, type Database } from '@pressrun/db'
import { requireDatabase } from '@pressrun/runtime'
import type { ServiceContext } from './service-context.ts'

type Note = keyof ReturnType<typeof databaseNeeds>['notes']

/**
 * Opens the database that a service needs: it is ready only while that works. Throws `CannotStart` for one that this
 * version cannot work with.
 *
 * @param checks Conditions that others merely note, and that keep this service from its work.
 */
export async function openServiceDatabase<Opened extends Database>(
  context: ServiceContext,
  open: () => Opened,
  checks: readonly Note[] = [],
): Promise<Opened> {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(open())
  const { notes, ...needs } = databaseNeeds(database.pool)
  const isCheck = ([name]: [string, unknown]) => checks.some((check) => check === name)
  const all = Object.entries(notes)
  const merelyNoted = Object.fromEntries(all.filter((note) => !isCheck(note)))
  await requireDatabase(context, { ...needs, notes: merelyNoted })
  for (const [name, check] of all.filter(isCheck)) context.health.check(name, check)
  stack.move()
  return database
}
