import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { connectBus, type NatsConnection } from '@pressrun/bus'
import { readInstance } from '@pressrun/cli'
import pg from 'pg'
import { eventually, query } from '../support/index.ts'
import { openFaultEnvironment, type FaultEnvironment } from './fault-environment.ts'

/** Health reports no fault of rows or locks any more. */
async function isWell({ health }: FaultEnvironment): Promise<void> {
  for (const note of ['rows', 'locks', 'log', 'database'])
    await eventually(async () => (await health('gateway', '/healthz')).body[note] === 'up', {
      within: 60_000,
      what: `/healthz says that ${note} is well`,
    })
}

/** Publishes once the call is accepted: it may be answered 503 while a row is made again. */
const published = ({ desk, accountIds }: FaultEnvironment): Promise<string> =>
  eventually(() => desk.publish(accountIds), { within: 60_000, what: 'a call is accepted' })

suite('rows that are changed by hand stop nothing for long, and send nothing twice', () => {
  const stack = new AsyncDisposableStack()
  let environment: FaultEnvironment
  before(async () => (environment = stack.use(await openFaultEnvironment({}))))
  after(() => stack.disposeAsync())

  const slips = [
    'delete from dispatcher',
    'delete from log_head',
    'update log_head set seq = 0, position = 0',
    'update log_head set seq = seq + 10, position = position + 10',
    'delete from log_guard',
    'delete from figures_owner',
    'delete from system_jobs',
    'update dispatcher set epoch = -1, seq = 1000000000',
    `update dispatcher set virtual_time = 'NaN'`,
    'delete from lanes',
    `update lanes set virtual_time = 'infinity', rates = '"x"'`,
    `insert into breakers (upstream, failures, accounts, probe) select upstream, 3, 'null', 'x' from accounts
      group by upstream on conflict do nothing`,
    'delete from dispatcher; delete from log_head; delete from log_guard; delete from figures_owner',
  ]
  for (const slip of slips)
    test(slip, async (context) => {
      const early = await published(environment)
      await query(environment.instance, slip)
      const began = Date.now()
      const runId = await published(environment)
      await environment.postedOnce(context, [early, runId], began)
      await isWell(environment)
    })

  test('a task whose row was deleted while it waited', async () => {
    const { desk, accountIds, instance, sink } = environment
    const later = new Date(Date.now() + 8_000).toISOString()
    const runId = await desk.publish(accountIds, { scheduledAt: later })
    await query(
      instance,
      'delete from timed where task_id in (select id from tasks where run_id = $1)',
      [runId],
    )
    const { counts } = await desk.completed(runId, 90_000)
    assert.equal(counts.published, accountIds.length)
    const posts = sink.posts.filter(({ body }) => JSON.parse(body).runId === runId)
    assert.equal(posts.length, accountIds.length)
  })
})

suite('messages on plain subjects of NATS are only hints', () => {
  const stack = new AsyncDisposableStack()
  let environment: FaultEnvironment
  let bus: NatsConnection
  before(async () => {
    environment = stack.use(await openFaultEnvironment({}))
    const url = readInstance(environment.instance.dataDir)?.natsUrl ?? ''
    bus = await connectBus({ url, name: 'others' })
    stack.defer(() => bus.close())
  })
  after(() => stack.disposeAsync())

  const subjects = [
    'pressrun.relay.heartbeat',
    'pressrun.relay.fault',
    'pressrun.relay.replaced',
    'pressrun.views.analytics_hourly.writer',
    'pressrun.requests.verify',
    'pressrun.requests.folder',
    'pressrun.requests.under-way.PRESSRUN.publisher',
    'pressrun.requests.rebuild',
  ]
  const payloads = ['', 'garbage \u0000', '{"fault":"hung","reason":"x"}', '999999999', '[null]']
  const replies = [undefined, 'pressrun.relay.replaced', 'pressrun.events.task.TaskDue.webhook']
  const flood = (perSecond: number, payload: () => string) => {
    let count = 0
    return setInterval(() => {
      for (let i = 0; i < perSecond / 50; i++) {
        const reply = replies[count++ % replies.length]
        const subject = subjects[count % subjects.length] ?? ''
        bus.publish(subject, payload(), reply === undefined ? {} : { reply })
      }
    }, 20)
  }

  test('a request with a forged reply subject replaces no stream', async (context) => {
    for (const subject of subjects)
      bus.publish(subject, 'analytics_hourly', { reply: 'pressrun.relay.replaced' })
    await bus.flush()
    const began = Date.now()
    await environment.postedOnce(context, [await published(environment)], began)
  })

  for (const [what, perSecond, payload] of [
    ['garbage, 2,000 a second', 2_000, (i: number) => payloads[i % payloads.length] ?? ''],
    ['messages of 900 KB', 100, () => 'x'.repeat(900_000)],
  ] as const)
    test(`a flood of ${what}`, async (context) => {
      const { instance, desk, health, sink } = environment
      const pids = ['gateway', 'scheduler', 'publisher', 'analytics'].map(instance.pidOf)
      let i = 0
      const flooding = flood(perSecond, () => payload(i++))
      try {
        await eventually(() => i > perSecond, { what: 'it floods' })
        const began = Date.now()
        const runIds = [await published(environment), await published(environment)]
        await environment.postedOnce(context, runIds, began)
        assert.equal((await health('scheduler', '/health/ready')).status, 200)
      } finally {
        clearInterval(flooding)
      }
      assert.deepEqual(['gateway', 'scheduler', 'publisher', 'analytics'].map(instance.pidOf), pids)
      await desk.counted(sink.posts.length)
    })
})

suite('a stranger who has a lock of Pressrun', () => {
  test('is reported, and publishing continues when he has gone', async (context) => {
    await using environment = await openFaultEnvironment({})
    const { instance, health } = environment
    const url = readInstance(instance.dataDir)?.databaseUrl ?? ''
    const stranger = new pg.Client({ connectionString: url, application_name: 'a report' })
    await stranger.connect()
    const taken = stranger.query('select pg_advisory_lock(7377002)')
    await eventually(
      async () => {
        const waiting = await query(
          instance,
          `select from pg_locks where not granted and objid = 7377002`,
        )
        return waiting.length === 1
      },
      { what: 'it waits for the lock' },
    )
    await query(
      instance,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pressrun-dispatcher'`,
    )
    await taken
    // It is busy in the database: an idle one is ended automatically.
    const busy = stranger.query('select pg_sleep(600)').then(() => 'over', String)
    const early = await published(environment)
    const isNamed = async () => {
      const { body } = await health('gateway', '/healthz')
      return /lock of the dispatcher .* application a report/.test(body['locks'] ?? '')
    }
    await eventually(isNamed, { within: 30_000, what: '/healthz names it' })
    const isNotReady = async () => {
      const { status, body } = await health('scheduler', '/health/ready')
      return status === 503 && /a report/.test(body.checks?.['locks'] ?? '')
    }
    await eventually(isNotReady, { what: 'the scheduler is not ready, and says why' })
    await query(
      instance,
      `select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'a report'`,
    )
    assert.match(await busy, /canceling/)
    await stranger.end()
    await environment.postedOnce(context, [early], Date.now())
  })
})
