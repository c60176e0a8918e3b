import { openDatabase } from '@pressrun/db'
import { revokeApiKey } from '@pressrun/vault'
import { apiKeyId, unreachable } from '@pressrun/events'
import { OperatorError } from '../../operator-error.ts'
import type { KeyWorld } from './key-world.ts'

/** Revokes a key for good, in all processes at once. */
export async function revokeKey({ withDatabase, print }: KeyWorld, text: string): Promise<void> {
  const { data: id } = apiKeyId.safeParse(text)
  if (id === undefined)
    throw new OperatorError(`"${text}" is no id of a key: "pressrun key list" shows the ids`)
  const outcome = await withDatabase(async (url) => {
    await using database = openDatabase({ url, connectionsMax: 1 })
    return await revokeApiKey(database.pool, id, 'cli')
  })
  switch (outcome) {
    case 'revoked':
      return print(`${id} is revoked`)
    case 'not-found':
      throw new OperatorError(`there is no key ${id}: "pressrun key list" shows them`)
    case 'last-admin-key':
      throw new OperatorError(
        `${id} is the last admin key: make another first with "pressrun key add --name NAME"`,
      )
    default:
      return unreachable(outcome)
  }
}
