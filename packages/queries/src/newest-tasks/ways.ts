import { allOf, type Bind } from '../task-filter.ts'
import { waysToPublished } from './published.ts'
import { isQueued, waysToQueued } from './queued.ts'
import {
  conditionsOf,
  newestOfEach,
  newestOfEachAside,
  narrowedTo,
  newestWhere,
  ofAccount,
  ofKind,
  selectKinds,
} from './streams.ts'
import type { Wanted } from './wanted.ts'
import { fewMax, type Way } from './way.ts'

/** Ways to the newest wanted tasks, each to be tried if those before it did not find them. */
export function waysTo(wanted: Wanted): readonly Way[] {
  const { runId, code } = wanted.search
  const { indexed } = wanted
  if (indexed) return [only((bind) => newestWhere(wanted, indexed, bind))]
  if (wanted.of === 'running') return [only((bind) => running(wanted, bind))]
  // A run has ten thousand tasks at most.
  if (runId) return [only((bind) => newestWhere(wanted, isSo(wanted, bind), bind, 'tasks.id'))]
  if (code === undefined) return waysByIndex(wanted)
  return [fewOfCode(wanted, code), ...waysByIndex(wanted)]
}

function waysByIndex(wanted: Wanted): readonly Way[] {
  const { code } = wanted.search
  if (wanted.of === 'aside') return [only((bind) => aside(wanted, bind))]
  if (wanted.of === 'queued' && code === undefined) return waysToQueued(wanted)
  const way = wayThroughAll(wanted)
  return wanted.of === 'published' && code === undefined ? waysToPublished(wanted, way) : [way]
}

function wayThroughAll(wanted: Wanted): Way {
  const { accountId, projectId, platform, code } = wanted.search
  if (accountId || code !== undefined)
    return only((bind) => newestWhere(wanted, isSo(wanted, bind), bind))
  if (!projectId && platform === undefined)
    return only((bind) => newestWhere(wanted, isSo(wanted, bind), bind, 'tasks.id'))
  return only((bind) => {
    const conditions = [...ofKind, ...isSo(wanted, bind)]
    return newestOfEach(wanted, selectKinds(wanted, bind), conditions, bind)
  })
}

const only = (ids: Way['ids']): Way => ({ ids, finds: 'all' })

/** Tasks on their way are few. */
const running = (wanted: Wanted, bind: Bind) => `
  select tasks.id from running join tasks on tasks.id = running.task_id
  where ${allOf([...conditionsOf(wanted, 'running.task_id', bind), ...narrowedTo(wanted, bind)])}
  order by running.task_id desc limit ${bind(wanted.limit)}`

function aside(wanted: Extract<Wanted, { of: 'aside' }>, bind: Bind): string {
  const { accountId, projectId, platform } = wanted.search
  const { statuses, accounts } = wanted
  if (accounts || accountId) {
    const all = accounts ? `select id as account_id from (${accounts(bind)}) chosen` : undefined
    const one = accountId && `select ${bind(accountId)}::text as account_id`
    const chosen = all && one ? `${all} where id in (${one})` : (all ?? one ?? '')
    return newestOfEachAside(wanted, chosen, statuses, ofAccount, bind)
  }
  if (projectId || platform !== undefined)
    return newestOfEachAside(wanted, selectKinds(wanted, bind), statuses, ofKind, bind)
  return newestOfEachAside(wanted, 'select 1', statuses, [], bind)
}

/** Tasks with a rare failure are all read. */
const fewOfCode = (wanted: Wanted, code: string): Way => ({
  finds: 'few',
  ids: (bind) => {
    const conditions = [...isSo(wanted, bind), ...conditionsOf(wanted, 'tasks.id', bind)]
    return `with coded as materialized (
        select * from tasks where error is not null and error->>'code' = ${bind(code)}
        limit ${fewMax + 1})
      select newest.id, (select count(*) from coded) as seen
      from (select 1) one left join (
        select tasks.id from coded tasks where ${allOf(conditions)}
        order by tasks.id desc limit ${bind(wanted.limit)}) newest on true`
  },
})

/** The condition for a wanted task, by its own row. */
function isSo(wanted: Wanted, bind: Bind): string[] {
  const status = {
    all: [],
    queued: [isQueued],
    published: [`tasks.status = 'published'`],
    running: [],
    aside: wanted.of === 'aside' ? [`tasks.aside = any(${bind(wanted.statuses)}::text[])`] : [],
  }
  return [...status[wanted.of], ...narrowedTo(wanted, bind)]
}
