import { openDatabase } from '@pressrun/db'
import { resealCredentials, type KeyRing } from '@pressrun/vault'
import { OperatorError } from '../../operator-error.ts'
import { explainDatabase } from '../own-database.ts'

export type RotateWorld = {
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  /** Fires when it must stop; completed work stays done. */
  readonly signal: AbortSignal
  print(line: string): void
}

const namedMax = 5

/** Seals all credentials with the ring's first key, or explains why some still have another. */
export async function resealAll(
  databaseUrl: string,
  keys: KeyRing,
  signal: AbortSignal,
): Promise<number> {
  await using database = openDatabase({ url: databaseUrl, connectionsMax: 1 })
  const { resealed, left } = await resealCredentials(database.pool, keys, { signal }).catch(
    (cause: unknown) => {
      throw explained(cause, signal)
    },
  )
  if (left.length === 0) return resealed
  const names = left.slice(0, namedMax).map(({ accountId, keyId }) => `${accountId} (key ${keyId})`)
  const more = left.length > namedMax ? ` and ${left.length - namedMax} more` : ''
  throw new OperatorError(
    `${resealed} re-sealed, but the credentials of ${names.join(', ')}${more} could not be: ` +
      'none of the keys opens them, or they were being changed. Run this again; if it stays so, ' +
      'give these accounts their credentials anew. Until then keep every key',
  )
}

function explained(cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new OperatorError('stopped half-way: run it again, and it goes on')
  return explainDatabase(cause)
}
