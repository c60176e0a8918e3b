import type { Accepted, Concerned, FoundRestore } from '@pressrun/db/operating'
import { asTable } from '../table.ts'

export const nothingFound = 'nothing speaks against the log: it is not one that was restored'

/** The restore, what may have gone out, and what a person can do. */
export function describeRestore(restore: FoundRestore, concerned: Concerned): string[] {
  const { byPlatform, tasks, later } = concerned
  const total = byPlatform.reduce((sum, one) => sum + one.tasks, 0)
  const rows = tasks.map((task) => [task.id, task.platform, task.account, task.status, task.title])
  return [
    `The database was restored from a backup: ${restore.reason}.`,
    `Its state is of ${restore.stateAt} (position ${restore.position}); found at ${restore.at}.`,
    'Nothing is sent until this is accepted.',
    '',
    ...(total === 0
      ? ['No task of that state can have gone out since.']
      : [
          `${total} may have gone out since: ${byPlatform.map(counted).join(', ')}`,
          ...asTable(['task', 'platform', 'account', 'status', 'title'], rows),
          ...(total > tasks.length ? [`... and ${total - tasks.length} more`] : []),
        ]),
    ...(later === 0
      ? []
      : [`${later} are due later, or wait for a person: they go on as planned.`]),
    '',
    'With --accept these become unconfirmed: where a platform can be asked, it is, and what is not there is sent;',
    'the others wait for a person. Schedules do not catch up, and what content sources have is not published.',
  ]
}

const counted = ({ platform, tasks }: { platform: string; tasks: number }) => `${platform} ${tasks}`

export const describeAccepted = ({ epoch, tasks }: Accepted): string =>
  `accepted: ${tasks} unconfirmed, everything else goes on; epoch ${epoch} of the log begins`
