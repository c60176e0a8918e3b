import { type Witness, contradiction, eventIdsOf } from '@pressrun/events'
import type pg from 'pg'
import { transact } from '../transact.ts'
import { readGuard, remakeGuard, type GuardRow } from './guard-row.ts'

export type LogCheck = {
  readonly incarnation: string
  readonly epoch: number
  /** Why the log counts as restored; null when nothing speaks against it. */
  readonly restored: string | null
}

/**
 * Compares the log with its recorded incarnation and with what the witnesses have seen of it. A restore that is found
 * is recorded for all processes: from then on nothing goes out until a person accepts it.
 */
export function checkLog(pool: pg.Pool, witnesses: readonly Witness[]): Promise<LogCheck> {
  return transact(pool, (client) => checkLogWith(client, witnesses))
}

/** As `checkLog`, in the transaction of the caller. */
export async function checkLogWith(
  client: pg.ClientBase,
  witnesses: readonly Witness[],
): Promise<LogCheck> {
  const wasLost = await remakeGuard(client)
  const guard = await readGuard(client, { lock: true })
  const { incarnation, epoch } = guard
  if (guard.restore) {
    await keepKnownEpoch(client, witnesses)
    return { incarnation, epoch, restored: guard.restore.reason }
  }
  const found =
    elsewhere(guard) ??
    (await findContradiction(client, guard, witnesses)) ??
    (wasLost ? unwitnessed(guard, witnesses) : undefined)
  if (found === undefined) await learnPlace(client, guard)
  else await markRestored(client, found, witnesses)
  return { incarnation, epoch, restored: found ?? null }
}

/** Records that the log was restored, for any reason. */
export async function markRestored(
  client: pg.Pool | pg.ClientBase,
  reason: string,
  witnesses: readonly Witness[] = [],
): Promise<void> {
  await client.query(
    `update log_guard set restored_at = clock_timestamp(), reason = $1, known_epoch = $2,
      restored_position = (select position from log_head),
      state_at = (select at from log order by seq desc limit 1)
    where restored_at is null`,
    [reason, Math.max(0, ...witnesses.map(({ epoch }) => epoch))],
  )
}

/** Accepting begins an epoch that is later than any that was seen. */
async function keepKnownEpoch(client: pg.ClientBase, witnesses: readonly Witness[]): Promise<void> {
  const known = Math.max(0, ...witnesses.map(({ epoch }) => epoch))
  await client.query('update log_guard set known_epoch = $1 where known_epoch < $1', [known])
}

/** A part that is unknown, or that the role may not read, proves nothing. */
function elsewhere({ place, knownPlace }: GuardRow): string | undefined {
  const differs = (Object.keys(place) as (keyof typeof place)[]).some(
    (part) => place[part] !== null && knownPlace[part] !== null && place[part] !== knownPlace[part],
  )
  return differs ? 'the log lies in another server, database or table than it did' : undefined
}

async function findContradiction(
  client: pg.ClientBase,
  { epoch, head }: GuardRow,
  witnesses: readonly Witness[],
): Promise<string | undefined> {
  for (const witness of witnesses) {
    const idThere = await idAt(client, witness.position)
    const found = contradiction(witness, { epoch, head, idThere })
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The row recorded whether the log was restored, and its incarnation. Without it a witness must have seen this very
 * log.
 */
function unwitnessed({ head, epoch }: GuardRow, witnesses: readonly Witness[]): string | undefined {
  const hasSeen = (witness: Witness) =>
    witness.epoch === epoch && witness.position > 0 && witness.id !== undefined
  return head === 0 || witnesses.some(hasSeen)
    ? undefined
    : 'its row in log_guard was lost, and nobody has seen how far it was'
}

async function idAt(client: pg.ClientBase, position: number): Promise<string | undefined> {
  const { rows } = await client.query<{ first: number; at: string }>(
    'select first, at from log where last >= $1 order by last limit 1',
    [position],
  )
  const [row] = rows
  return row && row.first <= position ? eventIdsOf(row.at)(position) : undefined
}

async function learnPlace(client: pg.ClientBase, { place, knownPlace }: GuardRow): Promise<void> {
  if (Object.values(knownPlace).every((part) => part !== null)) return
  await client.query(
    `update log_guard set system_identifier = coalesce(system_identifier, $1),
      database_oid = coalesce(database_oid, $2), table_oid = coalesce(table_oid, $3)`,
    [place.systemIdentifier, place.databaseOid, place.tableOid],
  )
}
