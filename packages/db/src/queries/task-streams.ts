import { taskStatuses, type TaskStatus } from '@pressrun/events'

/** Adds a value to those of the query, and returns its placeholder. */
export type Bind = (value: unknown) => string

/** Tasks that one index has in the order of their ids, for each of the statuses. */
export type Stream = {
  readonly by: 'kind' | 'account' | 'run'
  /** The accounts or runs: a query for their ids, or for the pairs of project and platform. */
  readonly of: string
  readonly statuses: readonly TaskStatus[]
  readonly where: readonly string[]
}

/**
 * The id in the order of the streams: in another collation than that of the primary key, which would be
 * walked through to its end where the planner expects more than there is.
 */
export const streamId = 'tasks.id collate "POSIX"'

const keys: Readonly<Record<Stream['by'], readonly string[]>> = {
  kind: ['project_id', 'platform'],
  account: ['account_id'],
  run: ['run_id'],
}

/**
 * The newest `limit` tasks of a stream: the newest of each key and status, of which the newest are taken.
 * So an index is read from its end, and only as far as a page needs, however many tasks there are.
 * What is being sent is in none of these indexes; it is little, and found by the account or as a whole.
 */
export function selectStream({ by, of, statuses, where }: Stream, limit: string, bind: Bind) {
  const [first = '', ...others] = keys[by].map((key) => `tasks.${key} = keyed.${key}`)
  const conditions = [first, ...others, ...where].join(' and ')
  const settled = statuses.filter((status) => status !== 'running')
  const parts: string[] = []
  if (settled.length > 0)
    parts.push(`select found.* from (${of}) keyed
      cross join unnest(${bind(settled)}::text[]) as wanted (status) cross join lateral (
        select tasks.* from tasks
        where tasks.status = wanted.status and tasks.status <> 'running' and ${conditions}
        order by ${streamId} desc limit ${limit}) found`)
  if (statuses.includes('running'))
    parts.push(`select running.* from (select tasks.* from tasks, (${of}) keyed
      where tasks.status = 'running' and tasks.run_id > '' and ${conditions} offset 0) running`)
  return parts.join(' union all ')
}

/** The pairs of project and platform that tasks have: one step in the index for each. */
export function selectKinds({ project, platform }: { project?: string; platform?: string }) {
  if (project && platform)
    return `select ${project}::text as project_id, ${platform}::text as platform`
  const first = `select project_id, platform from tasks where status <> 'running'`
  const [within, beyond] = project
    ? [`and project_id = ${project}`, 'platform > pair.platform']
    : ['', '(project_id, platform) > (pair.project_id, pair.platform)']
  const order = 'order by project_id, platform limit 1'
  return `with recursive pair as (
      (${first} ${within} ${order})
      union all
      select next.* from pair cross join lateral (${first} ${within} and ${beyond} ${order}) next
    ) select * from pair ${platform ? `where platform = ${platform}` : ''}`
}

export const allStatuses: readonly TaskStatus[] = taskStatuses
