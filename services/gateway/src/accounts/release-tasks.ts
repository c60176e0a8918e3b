import { listTaskIdsOfAccount } from '@pressrun/db/queries'
import type { AccountId, EventMeta } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'

/** The tasks that an account in trouble held go out after all. */
export async function releaseTasks(
  { database, handle, now }: Gateway,
  accountId: AccountId,
  meta: EventMeta,
): Promise<void> {
  const held = await listTaskIdsOfAccount(database, accountId, ['held'])
  await Promise.all(
    held.map((taskId) => handle({ command: { type: 'ReleaseTask', taskId, now: now() }, meta })),
  )
}

/** Nothing more goes out to this account; what is under way ends as it ends. */
export async function cancelWaitingTasks(
  { database, handle, now }: Gateway,
  accountId: AccountId,
  meta: EventMeta,
): Promise<void> {
  const waiting = await listTaskIdsOfAccount(database, accountId, ['planned', 'queued', 'held'])
  await Promise.all(
    waiting.map((taskId) => handle({ command: { type: 'CancelTask', taskId, now: now() }, meta })),
  )
}
