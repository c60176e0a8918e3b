import { areSecretKeys, secretKeys } from '@pressrun/vault'
import { readInstance } from '../../instance-file.ts'
import { OperatorError } from '../../operator-error.ts'
import { resealAll, type RotateWorld } from './reseal-all.ts'

export async function resealToGivenKey(given: string, world: RotateWorld): Promise<void> {
  if (!areSecretKeys(given))
    throw new OperatorError('each key of PRESSRUN_SECRET_KEY needs 16 characters or more')
  const keys = secretKeys(given)
  if (keys.byId.size === 1)
    throw new OperatorError(
      'PRESSRUN_SECRET_KEY holds one key: put the new one before it ("new,old"), restart Pressrun with both, then run this again',
    )
  const databaseUrl = world.databaseUrl ?? readInstance(world.dataDir)?.databaseUrl
  if (!databaseUrl)
    throw new OperatorError(
      `no database: set DATABASE_URL, or start Pressrun on ${world.dataDir} with these keys first`,
    )
  const resealed = await resealAll(databaseUrl, keys, world.signal)
  world.print(
    `${resealed} re-sealed: every account's credentials now have the first key of PRESSRUN_SECRET_KEY`,
  )
  world.print('restart Pressrun with that key alone; backups made before today need the old one')
}
