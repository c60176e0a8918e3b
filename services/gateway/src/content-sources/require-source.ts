import { findContentSource, type ContentSourceRow } from '@pressrun/queries'
import type { SourceId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireSource(
  { database }: Gateway,
  id: SourceId,
): Promise<ContentSourceRow> {
  const row = await findContentSource(database, id)
  if (!row) throw new Problem('source-not-found')
  return row
}
