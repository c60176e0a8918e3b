import {
  countSourceItems,
  findContentSource,
  findSystemJob,
  type ContentSourceRow,
} from '@pressrun/db/queries'
import type { SourceId } from '@pressrun/events'
import { toContentSource, type SourceContext } from '../answers/content-source.ts'
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

export async function sourceAnswer(gateway: Gateway, row: ContentSourceRow) {
  const refused = [...(row.left_out?.refused ?? [])]
  return { ...toContentSource(row, await sourceContext(gateway, [row])), refused }
}

export async function sourceContext(
  { database }: Gateway,
  rows: readonly ContentSourceRow[],
): Promise<SourceContext> {
  const [counts, scanJob] = await Promise.all([
    countSourceItems(
      database,
      rows.map(({ id }) => id),
    ),
    findSystemJob(database, 'source-scan'),
  ])
  return { counts, scanJob }
}
