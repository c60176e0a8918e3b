import { setTimeout as pause } from 'node:timers/promises'
import type { Caller } from './caller.ts'
import type { Account } from './connect-accounts.ts'
import type { Publication } from './publication-plan.ts'

/** What the API has promised to publish. */
export type Accepted = {
  readonly runId: string
  readonly title: string
  readonly accounts: string[]
}

/** Publishes each planned run at its time; returns what was accepted. */
export async function publishAll(
  plan: readonly Publication[],
  accounts: readonly Account[],
  call: Caller,
): Promise<Accepted[]> {
  const startedAt = Date.now()
  const answers = await Promise.all(
    plan.map(async (publication) => {
      await pause(Math.max(0, startedAt + publication.atMs - Date.now()))
      return publish(publication, accounts, call)
    }),
  )
  return answers.filter((accepted) => accepted !== undefined)
}

async function publish(
  { title, accounts: chosen, priority, concurrency, aheadMs }: Publication,
  accounts: readonly Account[],
  call: Caller,
): Promise<Accepted | undefined> {
  const those = chosen.flatMap((index) => accounts[index] ?? [])
  const scheduledAt = aheadMs && new Date(Date.now() + aheadMs).toISOString()
  const answer = await call('POST', '/publish', {
    content: { title, body: `*${title}* goes out, and [how](https://example.com/storm) is told.` },
    accountIds: those.map(({ id }) => id),
    priority,
    concurrency,
    ...(scheduledAt && { scheduledAt }),
  })
  if (answer === undefined) return undefined
  if (answer.status !== 201) throw new Error(`${title}: ${JSON.stringify(answer.body)}`)
  return { runId: answer.body.id, title, accounts: those.map(({ name }) => name) }
}
