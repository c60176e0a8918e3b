import type { Migration } from 'kysely/migration'
import * as theLog from './001-the-log.ts'
import * as analytics from './002-analytics.ts'
import * as idempotencyClaims from './003-idempotency-claims.ts'
import * as doubt from './004-doubt.ts'
import * as retryBatches from './005-retry-batches.ts'
import * as lanes from './006-lanes.ts'
import * as schedules from './007-schedules.ts'
import * as contentSources from './008-content-sources.ts'
import * as sourceScans from './009-source-scans.ts'
import * as heldUpLanes from './010-held-up-lanes.ts'
import * as unreadColumns from './011-unread-columns.ts'
import * as lastSkip from './012-last-skip.ts'
import * as earlierContents from './013-earlier-contents.ts'
import * as dueByThen from './014-due-by-then.ts'
import * as logGuard from './015-log-guard.ts'
import * as keys from './016-keys.ts'
import * as oneWriter from './017-one-writer.ts'
import * as remotesByPort from './017b-remotes-by-port.ts'
import * as taskFilters from './017c-task-filters.ts'
import * as deadlyJobs from './018-deadly-jobs.ts'
import * as figures from './019-figures.ts'
import * as contentBytes from './020-content-bytes.ts'

/** In order. A migration that has landed is never edited: a new one follows it. */
export const migrations: Record<string, Migration> = {
  '001-the-log': theLog,
  '002-analytics': analytics,
  '003-idempotency-claims': idempotencyClaims,
  '004-doubt': doubt,
  '005-retry-batches': retryBatches,
  '006-lanes': lanes,
  '007-schedules': schedules,
  '008-content-sources': contentSources,
  '009-source-scans': sourceScans,
  '010-held-up-lanes': heldUpLanes,
  '011-unread-columns': unreadColumns,
  '012-last-skip': lastSkip,
  '013-earlier-contents': earlierContents,
  '014-due-by-then': dueByThen,
  '015-log-guard': logGuard,
  '016-keys': keys,
  '017-one-writer': oneWriter,
  '017b-remotes-by-port': remotesByPort,
  '017c-task-filters': taskFilters,
  '018-deadly-jobs': deadlyJobs,
  '019-figures': figures,
  '020-content-bytes': contentBytes,
}
