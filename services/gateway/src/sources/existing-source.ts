import { countSourceItems, findContentSource, type ContentSourceRow } from '@pressrun/db/queries'
import type { SourceId } from '@pressrun/events'
import { toContentSource } from '../answers/content-source.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function existingSource(
  { database }: Gateway,
  id: SourceId,
): Promise<ContentSourceRow> {
  const row = await findContentSource(database, id)
  if (!row) throw new Problem('source-not-found')
  return row
}

export async function sourceAnswer({ database }: Gateway, row: ContentSourceRow) {
  const counts = await countSourceItems(database, [row.id])
  const refused = [...(row.left_out?.refused ?? [])]
  return { ...toContentSource(row, counts.get(row.id)), refused }
}
