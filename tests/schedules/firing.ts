import assert from 'node:assert/strict'
import {
  content,
  eventually,
  query,
  type Answer,
  type Desk,
  type TestEnvironment,
} from '../support/index.ts'

/** By itself it fires at New Year; the tests decide when it does. */
const farAway = { cron: '0 0 1 1 *', timeZone: 'UTC' }

/** Creates a schedule; returns its id. */
export async function schedule({ api }: Desk, order: object): Promise<string> {
  const { status, body } = await api('POST', '/schedules', {
    ...farAway,
    template: { content },
    ...order,
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body.id
}

/** Brings the next instant of schedules forward to `atMs`, and notifies the schedulers; returns it. */
export async function bringForward(
  environment: TestEnvironment,
  ids: readonly string[],
  atMs: number,
): Promise<string> {
  const at = new Date(atMs).toISOString()
  await query(environment.instance, 'update schedules set next_at = $1 where id = any($2)', [
    at,
    ids,
  ])
  // Any change of a schedule wakes them.
  await environment.desk.api('PATCH', `/schedules/${ids[0]}`, { name: `at ${at}` })
  return at
}

/** The schedule, once so many of its instants have fired or been skipped. */
export const untilHandled = ({ api }: Desk, id: string, count: number): Promise<Answer['body']> =>
  eventually(
    async () => {
      const { body } = await api('GET', `/schedules/${id}`)
      return body.fired + body.skipped === count && body
    },
    { within: 30_000, what: `${count} instants of ${id} are handled` },
  )

/** The instants for which the schedule has made a run, in their order. */
export async function firedFor({ api }: Desk, id: string): Promise<string[]> {
  const { body } = await api('GET', `/runs?scheduleId=${id}&limit=100`)
  return body.items.map((run: { scheduledAt: string }) => run.scheduledAt).toSorted()
}
