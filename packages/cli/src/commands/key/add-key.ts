import { createApiKey, makeApiKey } from '@pressrun/vault'
import { openDatabase, newIds } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import { OperatorError } from '../../operator-error.ts'
import type { KeyWorld } from './key-world.ts'

/** Makes an admin key. Standard output is the key and nothing else. */
export async function addKey(
  { withDatabase, print, note }: KeyWorld,
  options: { readonly name: string },
): Promise<void> {
  const name = options.name.trim()
  if (name === '' || name.length > 200)
    throw new OperatorError('--name has 1 to 200 characters: say what the key is for')
  const [id, key] = [newIds()('key'), makeApiKey()]
  const createdAt = toInstant(Date.now())
  const row = { id, name, user: 'admin', role: 'admin', createdBy: 'cli', createdAt } as const
  await withDatabase(async (url) => {
    await using database = openDatabase({ url, connectionsMax: 1 })
    await createApiKey(database.pool, row, key)
  })
  note(`${id} is an admin key, valid at once, and shown this once:`)
  print(key)
}
