import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { connectBus, streamName, type NatsConnection } from '@pressrun/bus'
import { readInstance } from '@pressrun/cli'
import { jetstreamManager } from '@nats-io/jetstream'
import { headers, nanos } from '@nats-io/transport-node'
import { eventually, query, streamIsWhole, watchRun } from '../support/index.ts'
import { accounts, openFaultEnvironment, type FaultEnvironment } from './fault-environment.ts'

suite('others who publish to the stream neither stop nor change what is published', () => {
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

  const others = async (
    subject: string,
    count: number,
    payload: string | Uint8Array = 'of others',
    carried = headers(),
  ) => {
    for (let i = 0; i < count; i++)
      bus.publish(`pressrun.events.${subject}`, payload, { headers: carried })
    await bus.flush()
  }
  /** Health reports no fault of the stream any more, it equals the log, and the hourly view counts what was posted. */
  const isWell = async () => {
    const { health, instance, sink, desk } = environment
    await eventually(async () => (await health('gateway', '/healthz')).body['stream'] === 'up', {
      within: 30_000,
      what: '/healthz says that the stream is well',
    })
    await eventually(() => streamIsWhole(instance), { what: 'the stream is the whole log' })
    await desk.counted(sink.posts.length)
    const { body } = await instance.api('GET', '/analytics/summary')
    assert.equal(body.postsSuccess, sink.posts.length, 'the view counts each post once')
  }

  const kinds: readonly [string, () => Promise<void>][] = [
    ['one on a subject that we do not have', () => others('nobody.knows', 1)],
    ['a few, before a batch of more', () => others('run.Unknown', 5)],
    ['garbage where outcomes are', () => others('task.TaskPublished', 3, '\u0000{"events":[null]')],
    ['large ones', () => others('run.RunStarted', 20, new Uint8Array(900_000))],
    ['very many', () => others('task.TaskPublished', 50_000, 'of others')],
  ]
  for (const [name, publish] of kinds)
    test(name, async (context) => {
      const { desk, accountIds } = environment
      await publish()
      const began = Date.now()
      const runIds = await Promise.all([desk.publish(accountIds), desk.publish(accountIds)])
      await environment.postedOnce(context, runIds, began)
      await isWell()
    })

  test('a forged list of due jobs publishes nothing', async (context) => {
    const { desk, accountIds, sink, instance } = environment
    const dueAt = new Date(Date.now() + 3_600_000).toISOString()
    const later = await desk.publish(accountIds, { scheduledAt: dueAt })
    const tasks = await query<{ id: string; account_id: string }>(
      instance,
      'select id, account_id from tasks where run_id = $1',
      [later],
    )
    assert.equal(tasks.length, accounts)
    const facts = { runId: later, platform: 'webhook', attempt: 1, generation: 1, dueAt }
    const events = tasks.map(({ id, account_id: accountId }) => ({
      stream: id,
      version: 2,
      data: { ...facts, accountId },
    }))
    const head = { first: 1_000_000, schemaVersion: 1, at: new Date().toISOString() }
    const [project] = await query<{ project_id: string }>(instance, 'select project_id from runs')
    const meta = { projectId: project?.project_id, actor: 'scheduler' }
    const carried = headers()
    // As close as others can come without passing for a restored database.
    carried.set('Pressrun-Events', '1-1')
    carried.set('Nats-Msg-Id', 'event_of_others')
    const before = sink.posts.length
    await others('task.TaskDue.webhook', 1, JSON.stringify({ ...head, meta, events }))
    const runId = await desk.publish(accountIds)
    await environment.postedOnce(context, [runId], Date.now())
    await isWell()
    assert.equal(sink.posts.length, before + accounts)
    await instance.api('POST', `/runs/${later}/cancel`)
  })

  test('well-formed messages with broken content stop no consumer', async (context) => {
    const { desk, accountIds, instance } = environment
    const pids = services.map(instance.pidOf)
    const { streams } = await jetstreamManager(bus)
    const [known] = await query<{ run_id: string; id: string }>(
      instance,
      'select id, run_id from tasks',
    )
    const facts = { runId: known?.run_id, platform: 'webhook', attempt: null, generation: {} }
    const kinds: readonly [string, object][] = [
      ['task.TaskDue.webhook', { stream: 'task_\u0000', version: 1, data: { attempt: 1 } }],
      ['task.TaskDue.webhook', { stream: known?.id, version: 1, data: facts }],
      ['task.TaskPublished', { stream: known?.id, version: 1, data: {} }],
      ['task.TaskReconcileDue', { stream: '\u0000', version: 1, data: { look: {} } }],
      ['source.SourceScanDue', { stream: '\u0000', version: 1, data: { scan: null } }],
      ['run.RunStarted', { stream: known?.run_id, version: 1, data: { dueAt: 7 } }],
    ]
    // The server remembers an id for two minutes otherwise: until then others cannot use it again.
    await streams.update(streamName, { duplicate_window: nanos(100) })
    for (const [index, [subject, event]] of kinds.entries()) {
      const copied = await streams.getMessage(streamName, { seq: index + 1 })
      const carried = headers()
      for (const name of ['Pressrun-Events', 'Pressrun-Epoch', 'Nats-Msg-Id'])
        carried.set(name, copied?.header.get(name) ?? '')
      const payload = JSON.stringify({ ...JSON.parse(copied?.string() ?? '{}'), events: [event] })
      const isTaken = async () => {
        const options = { headers: carried, timeout: 5_000 }
        const answer = await bus.request(`pressrun.events.${subject}`, payload, options)
        return !answer.string().includes('duplicate')
      }
      await eventually(isTaken, { what: 'the server has forgotten the id' })
    }
    const began = Date.now()
    const runIds = [await desk.publish(accountIds), await desk.publish(accountIds)]
    const watched = watchRun(instance, runIds[0] ?? '', ({ data }) => data.type === 'RunCompleted')
    await environment.postedOnce(context, runIds, began)
    await watched
    await isWell()
    assert.deepEqual(services.map(instance.pidOf), pids, 'no service is started again')
  })

  test('a flood while tasks are published', async (context) => {
    const { desk, accountIds, instance, health } = environment
    const runIds: string[] = []
    const subjects = ['run.RunStarted', 'task.TaskDue.webhook', 'task.TaskPublished', 'x']
    const flood = setInterval(() => {
      for (const subject of subjects) bus.publish(`pressrun.events.${subject}`, 'of others')
    }, 5)
    const publishSome = async () => {
      for (let i = 0; i < 10; i++) runIds.push(await desk.publish(accountIds))
    }
    const isReported = async () =>
      /not of Pressrun/.test((await health('gateway', '/healthz')).body['stream'] ?? '')
    let watched: Promise<unknown> | undefined
    try {
      await publishSome()
      const [watchedId = ''] = runIds
      watched = watchRun(instance, watchedId, ({ data }) => data.type === 'RunCompleted')
      await eventually(isReported, { within: 30_000, what: '/healthz says that others publish' })
      await publishSome()
    } finally {
      clearInterval(flood)
      await bus.flush()
    }
    await environment.postedOnce(context, runIds, Date.now())
    await watched
    await isWell()
  })
})

const services = ['gateway', 'scheduler', 'publisher', 'analytics']
