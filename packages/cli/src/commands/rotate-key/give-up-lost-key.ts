import { giveUpKey } from '@pressrun/vault'
import { openDatabase } from '@pressrun/db'
import { OperatorError } from '../../operator-error.ts'
import { explainDatabase, withOwnDatabase } from '../own-database.ts'
import type { RotateWorld } from './reseal-all.ts'

/** Marks the accounts that a lost key sealed, so that Pressrun starts again without it. */
export async function giveUpLostKey(keyId: string, world: RotateWorld): Promise<void> {
  if (!/^[0-9a-f]{12}$/.test(keyId))
    throw new OperatorError('--give-up takes the id of a key, as the refused start names it')
  const accounts = await withOwnDatabase(world, async (url) => {
    await using database = openDatabase({ url, connectionsMax: 1 })
    return await giveUpKey(database.pool, keyId)
  }).catch((cause: unknown) => {
    throw explainDatabase(cause)
  })
  world.print(
    accounts === 0
      ? `nothing is sealed with ${keyId}`
      : `${accounts} accounts are held when they next publish, until they get new credentials (PATCH /accounts/:id)`,
  )
}
