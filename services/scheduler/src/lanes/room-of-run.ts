import { sendingStatuses } from '@pressrun/events'
import { lanesMax } from './lanes-max.ts'

/** Whether tasks of a run with this status go out. */
export const isSending = (status: string): string =>
  `${status} in (${sendingStatuses.map((one) => `'${one}'`).join(', ')})`

/**
 * How many more tasks of a row of `runs` may go out. A run that sends nothing holds up no lane, so all
 * that wait for it may look for something else.
 */
export const roomOfRun = `case when ${isSending('runs.status')}
      then runs.concurrency - (select count(*) from tasks
        where status = 'running' and run_id = runs.id and run_id > '') else ${lanesMax} end`
