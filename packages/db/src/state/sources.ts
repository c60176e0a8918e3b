import type { SourceState } from '@pressrun/events'
import type { Schema } from '../schema/index.ts'
import { updateMany, type Column } from './columns.ts'

const version: Column<SourceState> = {
  name: 'stream_version',
  type: 'integer',
  of: (source) => source.version,
}

const columns: Column<SourceState>[] = [
  { name: 'id', type: 'text', of: (source) => source.id },
  version,
  { name: 'scan', type: 'integer', of: (source) => source.scan },
  { name: 'asked_at', type: 'timestamptz', of: (source) => source.askedAt },
  { name: 'last_scanned_at', type: 'timestamptz', of: (source) => source.lastScannedAt },
  { name: 'last_error', type: 'json', of: (source) => source.lastError },
  { name: 'refused_items', type: 'integer', of: (source) => source.refusedItems },
  { name: 'failures', type: 'integer', of: (source) => source.failures },
  { name: 'failing_since', type: 'timestamptz', of: (source) => source.failingSince },
]

/** Their rows are made by who configures them; the log only tells what happens to them then. */
export const updateSources = updateMany<SourceState>('content_sources', columns, [version])

export const selectSources = {
  name: 'select-sources',
  text: `select * from content_sources where id = any($1::text[]) and status <> 'removed'`,
}

export const toSourceState = (row: Schema['content_sources']): SourceState => ({
  id: row.id,
  version: row.stream_version,
  scan: row.scan,
  askedAt: row.asked_at,
  lastScannedAt: row.last_scanned_at,
  lastError: row.last_error,
  refusedItems: row.refused_items,
  failures: row.failures,
  failingSince: row.failing_since,
})
