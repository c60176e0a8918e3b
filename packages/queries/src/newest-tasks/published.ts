import { subjectOf } from '@pressrun/events'
import { allOf, type Bind } from '../task-filter.ts'
import { conditionsOf, walkNewest } from './streams.ts'
import type { Wanted } from './wanted.ts'
import { fewMax, type Way } from './way.ts'

const isPublished = `tasks.status = 'published'`

/**
 * Published tasks have no index: it would have to be written for every task. Where few of the newest are published,
 * either hardly any are so far, and the log has them, or many tasks were planned since.
 */
export const waysToPublished = (wanted: Wanted, last: Way): Way[] => [
  { ids: (bind) => walkNewest(wanted, [isPublished], bind), finds: 'full' },
  { ids: (bind) => few(wanted, bind), finds: 'few' },
  last,
]

const few = (wanted: Wanted, bind: Bind) => `
  with chunk as materialized (
    select seq, last - first + 1 as events from log where subject = '${subjectOf('TaskPublished')}'
    order by last desc limit ${fewMax + 1}
  ), total as materialized (
    select coalesce(sum(events), 0)::integer as events from chunk
  ), told as materialized (
    select distinct event->>'stream' as id from chunk join log using (seq)
      cross join lateral json_array_elements(log.data::json) event
    where (select events from total) <= ${fewMax}
  )
  select newest.id, total.events as seen from total left join (
    select tasks.id from told
      cross join lateral (select * from tasks where tasks.id = told.id offset 0) tasks
    where ${allOf([isPublished, ...conditionsOf(wanted, 'tasks.id', bind)])}
    order by tasks.id desc limit ${bind(wanted.limit)}) newest on true`
