import { listOpenTasksOfAccount } from '@pressrun/db/queries'
import type { AccountId, EventMeta } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'

/** Nothing more goes out to this account; what is under way ends as it ends. */
export async function cancelWaitingTasks(
  { database, handle, now }: Gateway,
  accountId: AccountId,
  meta: EventMeta,
): Promise<void> {
  const waiting = await listOpenTasksOfAccount(database, accountId)
  await Promise.all(
    waiting.map((taskId) => handle({ command: { type: 'CancelTask', taskId, now: now() }, meta })),
  )
}
