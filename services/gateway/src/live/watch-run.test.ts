import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { connectBus, runRelay } from '@pressrun/bus'
import { lockLog, readRunEvents } from '@pressrun/db'
import type { RecordedEvent, TaskId } from '@pressrun/events'
import { eventually, startTestNats } from '@pressrun/tests'
import type { BusInReach } from '../bus/bus-in-reach.ts'
import { adminKey, startGateway, type TestGateway } from '../gateway.fixture.ts'
import type { RunTail } from './run-tail.ts'
import { watchRun } from './watch-run.ts'
import { readEvents, type ServerSentEvent } from './event-stream.fixture.ts'

const meta = { projectId: 'project_00000000000000000000000000', actor: 'publisher' } as const
/** There is no other reader. */
const inTurn = <Past>(read: () => Promise<Past>) => read()
const content = { title: 'Release 1.0', body: 'It is *out*.' }

type Watched = AsyncDisposable & {
  readonly events: ServerSentEvent[]
  readonly status: number
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
}

suite('watching a run', () => {
  test('begins with the run as it is, then sends every change once, in order', async () => {
    await using world = await startWorld()
    const run = await world.createRun()
    await using watched = await world.watch(run.id)
    await eventually(() => watched.events.length === 1)
    const [snapshot] = watched.events
    assert.equal(snapshot?.name, 'snapshot')
    assert.deepEqual(snapshot.data, (await world.gateway.call('GET', `/runs/${run.id}`)).body)

    await world.gateway.call('POST', `/runs/${run.id}/start`)
    const taskId = run.tasks[0].id
    await world.publish(taskId)
    await eventually(() => watched.events.length === 4)
    assert.deepEqual(
      watched.events.slice(1).map(({ name, data }) => [name, data.type]),
      [
        ['change', 'RunStarted'],
        ['change', 'TaskDue'],
        ['change', 'TaskPublished'],
      ],
    )
    assert.deepEqual(watched.events[1]?.data.run, { status: 'running' })
    const { id, status, url, attempt } = watched.events[3]?.data.task ?? {}
    const expected = { id: taskId, status: 'published', url: 'https://example.org/1', attempt: 1 }
    assert.deepEqual({ id, status, url, attempt }, expected)
    for (const { id: position, data, name } of watched.events)
      if (name === 'change') assert.equal(position, data.position)
  })

  test('misses nothing and repeats nothing, whenever watchers come and go', async () => {
    await using world = await startWorld()
    const run = await world.createRun({ start: true }, 20)
    const seen: ServerSentEvent[] = []
    const published = () => seen.filter((event) => event.data.type === 'TaskPublished').length
    let lastId: number | undefined
    let publishing: Promise<void> | undefined
    while (published() < run.tasks.length) {
      await using watched = await world.watch(run.id, lastId)
      await eventually(() => watched.events.length > 0)
      publishing ??= publishAll(world, run.tasks)
      await eventually(() => watched.events.length >= 7 || published() + 7 > run.tasks.length)
      const changes = watched.events.filter((event) => event.name === 'change')
      seen.push(...changes)
      lastId = watched.events.at(-1)?.id
    }
    await publishing
    const ids = seen.map((event) => event.id)
    assert.deepEqual(
      ids,
      [...new Set(ids)].toSorted((a, b) => a - b),
    )
    const { rows } = await world.gateway.gateway.database.pool.query<{ position: number }>(
      'select position from events where position between $1 and $2 order by position',
      [ids[0], ids.at(-1)],
    )
    assert.deepEqual(
      ids,
      rows.map((row) => row.position),
    )
  })

  test('sends events that arrive while the snapshot is read after it, and none that it contains', async () => {
    await using gateway = await startGateway()
    const accountIds = [await gateway.connect()]
    const { body: run } = await gateway.call('POST', '/runs', { content, accountIds, start: true })
    const { database } = gateway.gateway
    const past = await readRunEvents(database.pool, run.id, 0)
    const [newest] = past.slice(-1) as [RecordedEvent]
    const next = { ...newest, type: 'RunPaused', position: newest.position + 1 } as RecordedEvent
    const tail: Pick<RunTail, 'watch'> = {
      watch: (_runId, notify) => {
        for (const event of [...past, next]) notify(event)
        return Promise.resolve(() => {})
      },
    }
    const sent: string[] = []
    await watchRun({ database, tail, now: Date.now, inTurn }, run.id, undefined, {
      send: ({ name, id }) => void sent.push(`${name} ${id}`),
      drained: () => Promise.resolve(),
      isOpen: () => true,
      end: () => {},
      onClosed: () => {},
    })
    assert.deepEqual(sent.slice(1), [`change ${next.position}`])
    assert.match(sent[0] ?? '', /^snapshot /)
  })

  test('spreads thousands of queued events over turns of the event loop', async () => {
    await using gateway = await startGateway()
    const accountIds = [await gateway.connect()]
    const { body: run } = await gateway.call('POST', '/runs', { content, accountIds, start: true })
    const { database } = gateway.gateway
    const [last] = (await readRunEvents(database.pool, run.id, 0)).slice(-1) as [RecordedEvent]
    const events = Array.from({ length: 2_000 }, (_, i) => ({
      ...last,
      type: 'RunPaused',
      position: last.position + 1 + i,
    })) as RecordedEvent[]
    const tail: Pick<RunTail, 'watch'> = {
      watch: (_runId, notify) => {
        events.forEach(notify)
        return Promise.resolve(() => {})
      },
    }
    const ids: number[] = []
    let sentInTurn = 0
    let most = 0
    let done = false
    const startTurn = () => {
      sentInTurn = 0
      if (!done) setImmediate(startTurn)
    }
    setImmediate(startTurn)
    await watchRun({ database, tail, now: Date.now, inTurn }, run.id, undefined, {
      send: ({ id }) => {
        ids.push(id)
        sentInTurn += 1
        most = Math.max(most, sentInTurn)
      },
      drained: () => Promise.resolve(),
      isOpen: () => true,
      end: () => {},
      onClosed: () => {},
    })
    done = true
    assert.deepEqual(
      ids.slice(1),
      events.map(({ position }) => position),
    )
    assert.ok(most <= 200, `${most} in one turn`)
  })

  test('is refused at the limit of watchers', async () => {
    await using gateway = await startGateway()
    const { gateway: known } = gateway
    Object.assign(known, { live: { ...known.live, hasRoom: () => false } })
    const answer = await gateway.call('GET', `/runs/${known.newId('run')}/events`)
    assert.deepEqual([answer.status, answer.body.code], [503, 'gateway-busy'])
    assert.equal(answer.headers['retry-after'], '5')
  })

  test('sends only events of this run', async () => {
    await using world = await startWorld()
    const run = await world.createRun()
    const other = await world.createRun()
    await using watched = await world.watch(run.id)
    await eventually(() => watched.events.length === 1)
    await world.gateway.call('POST', `/runs/${other.id}/start`)
    await world.gateway.call('POST', `/runs/${run.id}/start`)
    await eventually(() => watched.events.length > 1)
    assert.equal(watched.events[1]?.data.runId, run.id)
    assert.equal(watched.events.length, 2)
  })

  test('resumes after what the client saw last, without a snapshot', async () => {
    await using world = await startWorld()
    const run = await world.createRun({ start: true })
    const { items } = (await world.gateway.call('GET', `/events?streamId=${run.id}`)).body
    await using watched = await world.watch(run.id, items[0].position)
    await eventually(() => watched.events.length === 2)
    assert.deepEqual(
      watched.events.map((event) => event.data.type),
      ['TasksPlanned', 'RunStarted'],
    )
  })

  test('starts over for a client that is ahead of the log', async () => {
    await using world = await startWorld()
    const run = await world.createRun()
    await using watched = await world.watch(run.id, 1_000_000)
    await eventually(() => watched.events.length === 1)
    assert.equal(watched.events[0]?.name, 'snapshot')
  })

  test('waits while NATS is away, and goes on when it is back', async () => {
    await using world = await startWorld({ natsLater: true })
    const run = await world.createRun()
    await using watched = await world.watch(run.id)
    await eventually(() => watched.events.length === 1)
    await world.gateway.call('POST', `/runs/${run.id}/start`)
    await world.startNats()
    await eventually(() => watched.events.length === 2)
    assert.equal(watched.events[1]?.data.type, 'RunStarted')
  })

  test('ends when the gateway does', async () => {
    const world = await startWorld()
    const run = await world.createRun()
    await using watched = await world.watch(run.id)
    await eventually(() => watched.events.length === 1)
    await world[Symbol.asyncDispose]()
    await watched.ended
  })

  test('ends when its key is revoked, also while NATS is away', async () => {
    await using world = await startWorld({ natsLater: true })
    const run = await world.createRun()
    const { body } = await world.gateway.call('POST', '/api-keys', { name: 'a watcher' })
    await using watched = await world.watch(run.id, undefined, body.key)
    await using kept = await world.watch(run.id)
    await eventually(() => watched.events.length === 1 && kept.events.length === 1)
    await world.gateway.call('DELETE', `/api-keys/${body.id}`)
    await watched.ended
    await world.gateway.call('POST', `/runs/${run.id}/start`)
    await world.startNats()
    await eventually(() => kept.events.length === 2)
    assert.equal(watched.events.length, 1)
  })

  test('is a problem for an unknown run or an invalid position', async () => {
    await using world = await startWorld({ natsLater: true })
    const missing = await world.gateway.call(
      'GET',
      `/runs/${world.gateway.gateway.newId('run')}/events`,
    )
    assert.deepEqual([missing.status, missing.body.code], [404, 'run-not-found'])
    const run = await world.createRun()
    const wrong = await world.gateway.call('GET', `/runs/${run.id}/events`, undefined, {
      'last-event-id': 'x',
    })
    assert.deepEqual([wrong.status, wrong.body.code], [400, 'validation-failed'])
  })
})

type World = AsyncDisposable & {
  readonly gateway: TestGateway
  readonly startNats: () => Promise<void>
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly createRun: (more?: object, accounts?: number) => Promise<any>
  readonly watch: (runId: string, lastEventId?: number, key?: string) => Promise<Watched>
  readonly publish: (taskId: TaskId) => Promise<void>
}

async function publishAll(world: World, tasks: readonly { id: TaskId }[]): Promise<void> {
  for (const { id } of tasks) await world.publish(id)
}

/** A gateway that listens, on a database, a NATS and a relay of its own. */
async function startWorld(options: { natsLater?: boolean } = {}): Promise<World> {
  const stack = new AsyncDisposableStack()
  const connection = Promise.withResolvers<Awaited<ReturnType<typeof connectBus>>>()
  const bus: BusInReach = {
    connected: connection.promise,
    check: () => Promise.resolve(),
    fault: () => Promise.resolve(undefined),
    current: () => {
      throw new Error('not asked for here')
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  const stop = new AbortController()
  const gateway = stack.use(await startGateway({ bus }))
  const startNats = async () => {
    const nats = stack.use(await startTestNats())
    const connected = await connectBus({ url: nats.url, name: 'test' })
    stack.defer(() => connected.close())
    const relaying = runRelay({
      connection: connected,
      lockLog: (signal) => lockLog(gateway.databaseUrl, signal),
      observer: silent,
      signal: stop.signal,
    })
    stack.defer(() => relaying)
    stack.defer(() => stop.abort())
    connection.resolve(connected)
  }
  if (!options.natsLater) await startNats()
  const address = await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  let ended = false
  return {
    gateway,
    startNats,
    createRun: async (more = {}, accounts = 1) => {
      const accountIds = []
      for (let i = 0; i < accounts; i++) accountIds.push(await gateway.connect())
      return (await gateway.call('POST', '/runs', { content, accountIds, ...more })).body
    },
    watch: async (runId, lastEventId, key = adminKey) =>
      readEvents(`${address}/api/v1/runs/${runId}/events`, {
        authorization: `Bearer ${key}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
      }),
    publish: async (taskId) => {
      const now = Date.now()
      await gateway.handle({ command: { type: 'DispatchTask', taskId, now }, meta })
      await gateway.handle({
        command: {
          type: 'RecordOutcome',
          generation: 1,
          taskId,
          attempt: 1,
          outcome: { outcome: 'published', url: 'https://example.org/1' },
          idempotency: { class: 'key', settleMs: 0, canReconcile: false },
          policy: { attemptsMax: 5, baseMs: 1, capMs: 1 },
          startedAt: now,
          now,
          random: 0,
        },
        meta,
      })
    },
    async [Symbol.asyncDispose]() {
      if (ended) return
      ended = true
      await stack.disposeAsync()
    },
  }
}

const nothing = () => {}
const silent = {
  relayed: nothing,
  refilling: nothing,
  replacing: nothing,
  drifted: nothing,
  found: nothing,
  working: nothing,
  failed: nothing,
}
