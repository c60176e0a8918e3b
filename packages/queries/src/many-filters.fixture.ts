import { instantAt, rareCount, type Rarities } from './rare-tasks.fixture.ts'
import type { TaskFilter } from './task-filter.ts'

/** Every filter, alone and with others, so that few tasks match, or many, or none. */
export function manyFilters({ project, accounts, runs }: Rarities, count: number) {
  const filters: Record<string, TaskFilter> = {
    none: {},
    planned: { status: 'planned' },
    held: { status: 'held' },
    unconfirmed: { status: 'unconfirmed' },
    running: { status: 'running' },
    published: { status: 'published' },
    queued: { status: 'queued' },
    failed: { status: 'failed' },
    'a platform': { platform: 'slack' },
    'a rare platform': { platform: 'ghost' },
    'no platform': { platform: 'nowhere' },
    'a rare account': { accountId: accounts.plain.id },
    'the running of an account': { accountId: accounts.busy.id, status: 'running' },
    'a rare project': { projectId: project },
    'a rare run': { runId: runs.plain.id },
    'a code': { code: 'timeout' },
    'a rare code': { code: 'rare' },
    'the first': { createdBefore: instantAt(rareCount) },
    'the last': { createdAfter: instantAt(count - rareCount) },
    'a time of which little is planned': {
      createdBefore: instantAt(count / 2),
      status: 'planned',
    },
    'a rare status of a platform': { platform: 'slack', status: 'cancelled' },
    'a rare code of a status': { code: 'rare', status: 'failed' },
    'a code of the first': { code: 'timeout', createdBefore: instantAt(count / 100) },
    'a rare account of a project': {
      accountId: accounts.plain.id,
      projectId: accounts.plain.project,
    },
    'a platform in a project': { platform: 'slack', projectId: accounts.slack.project },
    'no code of an account': { accountId: accounts.plain.id, code: 'timeout' },
    'the published of an account': { accountId: accounts.plain.id, status: 'published' },
    'the published of a rare platform': { platform: 'ghost', status: 'published' },
    'the published of a platform': { platform: 'slack', status: 'published' },
    'the queued of a platform': { platform: 'webhook', status: 'queued' },
    'the queued of a rare platform': { platform: 'ghost', status: 'queued' },
    'the queued of an account': { accountId: accounts.busy.id, status: 'queued' },
    'a run and a status': { runId: runs.full.id, status: 'queued' },
  }
  return filters
}
