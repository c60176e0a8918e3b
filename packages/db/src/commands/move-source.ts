import type { EventMeta, SourceId } from '@pressrun/events'
import type pg from 'pg'
import { runAll } from '../transaction.ts'
import { UnitOfWork } from './unit-of-work.ts'
import { loadStates } from './states.ts'

/** The caller has locked the row, so that no concurrent command decides on it. */
export async function moveSource(
  client: pg.ClientBase,
  sourceId: SourceId,
  { meta, at }: { readonly meta: EventMeta; readonly at: string },
): Promise<void> {
  const command = { type: 'MoveSource', sourceId } as const
  const unitOfWork = new UnitOfWork(await loadStates(client, [command]), at)
  unitOfWork.decide({ command, meta })
  await runAll(client, [{ text: forgetStamps, values: [sourceId] }, ...unitOfWork.statements()])
}

/** Every file is read again: a file at the new place may have the stamp of one that was read at the old. */
const forgetStamps =
  'update content_source_items set stamp = null where source_id = $1 and stamp is not null'
