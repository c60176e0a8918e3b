import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { content, deskOf, eventually, startInstance, startSink } from './support/index.ts'
import type { Desk, Instance, Sink } from './support/index.ts'

/** A minute until it fires, and what it takes after that. */
const withinMs = 90_000

suite('publishing by the clock', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  let sink: Sink
  let desk: Desk
  before(async () => {
    sink = stack.use(await startSink())
    instance = stack.use(await startInstance())
    desk = deskOf(instance)
  })
  after(() => stack.disposeAsync())

  const postsOf = (title: string) => sink.posts.filter(({ body }) => body.includes(title))

  test('a schedule publishes at its instant, once, though its scheduler died just before', async () => {
    const accountIds = await desk.connectWebhooks(sink, 2)
    const { status, body: schedule } = await desk.api('POST', '/schedules', {
      cron: '* * * * *',
      timeZone: 'Asia/Kathmandu',
      template: { content: { ...content, title: 'Every minute' } },
      accountIds,
    })
    assert.equal(status, 201, JSON.stringify(schedule))
    await instance.crash('scheduler')
    const fired = await eventually(
      async () => {
        const { body } = await desk.api('GET', `/runs?scheduleId=${schedule.id}`)
        return body.items.find((run: { status: string }) => run.status === 'completed')
      },
      { what: 'the schedule has published', within: withinMs },
    )
    await desk.api('POST', `/schedules/${schedule.id}/pause`)
    assert.equal(fired.scheduledAt, schedule.nextRuns[0])
    assert.equal(fired.wallTime.slice(17), '00')
    const { body: runs } = await desk.api('GET', `/runs?scheduleId=${schedule.id}`)
    assert.equal(postsOf('Every minute').length, runs.items.length * 2)
    const { body: shown } = await desk.api('GET', `/schedules/${schedule.id}`)
    assert.deepEqual([shown.state, shown.fired, shown.failures], ['paused', runs.items.length, 0])
  })

  test('what is moved or cancelled does not go out at its old time', async () => {
    const accountIds = await desk.connectWebhooks(sink, 3)
    const scheduledAt = new Date(Date.now() + 2_000).toISOString()
    const order = async (title: string, i: number) => {
      const accounts = accountIds.slice(i, i + 1)
      const body = { content: { ...content, title }, accountIds: accounts, scheduledAt }
      return (await desk.api('POST', '/publish', body)).body.id as string
    }
    const moved = await order('Moved', 0)
    const cancelled = await order('Cancelled', 1)
    const kept = await order('Kept', 2)
    const { body } = await desk.api('PATCH', `/runs/${moved}`, {
      scheduledAt: '2099-01-01T09:00',
      timeZone: 'Europe/Berlin',
    })
    assert.equal(body.rescheduled[0].result, 'moved')
    await desk.api('POST', `/runs/${cancelled}/cancel`)
    await desk.completed(kept)
    assert.equal(postsOf('Kept').length, 1)
    assert.deepEqual([postsOf('Moved'), postsOf('Cancelled')], [[], []])
    const now = await desk.api('PATCH', `/runs/${moved}`, { scheduledAt: new Date().toISOString() })
    assert.equal(now.body.rescheduled[0].result, 'moved')
    await desk.completed(moved)
    assert.equal(postsOf('Moved').length, 1)
  })

  test('the scans of content sources are among the jobs of the system', async () => {
    const scan = await eventually(
      async () => {
        const { body } = await desk.api('GET', '/system-jobs')
        return body.items.find((job: { lastAt: string | null }) => job.lastAt !== null)
      },
      { what: 'a job is done', within: withinMs },
    )
    assert.deepEqual([scan.id, scan.failures], ['source-scan', 0])
  })
})
