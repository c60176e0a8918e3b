import assert from 'node:assert/strict'
import { after, before, suite, test, type TestContext } from 'node:test'
import pg from 'pg'
import { content, eventually } from '../support/index.ts'
import { shutGate } from '../support/gate.ts'
import { openFaultEnvironment, type FaultEnvironment } from './fault-environment.ts'
import { runOn, startPair, type Pair } from './primary-and-standby.ts'

suite('a fault of Postgres is reported to callers, loses nothing, and is over when it ends', () => {
  const stack = new AsyncDisposableStack()
  let pair: Pair
  let environment: FaultEnvironment
  before(async () => {
    pair = stack.use(await startPair())
    environment = stack.use(await openFaultEnvironment({ DATABASE_URL: pair.url }))
  })
  after(() => stack.disposeAsync())

  type Fault = {
    readonly name: string
    readonly begin: () => Promise<unknown>
    readonly end: () => Promise<unknown>
  }
  const lasts = async (context: TestContext, { name, begin, end }: Fault) => {
    const { sink, desk, accountIds, health, measures } = environment
    const pids = services.map(environment.instance.pidOf)
    const gate = shutGate(sink)
    const runIds = [await desk.publish(accountIds)]
    const isUnderWay = () => sink.posts.some(({ body }) => runIds.includes(JSON.parse(body).runId))
    await eventually(isUnderWay, { within: 30_000, what: 'a post is under way' })
    await begin()
    try {
      gate.open()
      await eventually(() => isRefused(environment, runIds, `database-${name}`), {
        within: 60_000,
        what: `a call is answered with database-${name}`,
      })
      const isNotReady = async () => {
        const { status, body } = await health('gateway', '/health/ready')
        return status === 503 && body.checks?.['database'] !== 'up'
      }
      await eventually(isNotReady, { within: 30_000, what: 'the gateway is not ready' })
      await measures('gateway', `pressrun_database_fault ${name}`)
    } finally {
      await end()
    }
    const endedAt = Date.now()
    await eventually(async () => (await health('gateway', '/health/ready')).status === 200, {
      within: 30_000,
      what: 'the gateway is ready again',
    })
    runIds.push(await desk.publish(accountIds))
    await environment.postedOnce(context, runIds, endedAt)
    await eventually(() => allReady(environment), {
      within: 30_000,
      what: 'all services are ready',
    })
    assert.deepEqual(services.map(environment.instance.pidOf), pids, 'no service is started again')
  }

  test('it is read-only', (context) => {
    const set = (value: string) =>
      pair.operate(
        `alter system set default_transaction_read_only = ${value}`,
        'select pg_reload_conf()',
      )
    return lasts(context, { name: 'read-only', begin: () => set('on'), end: () => set('off') })
  })

  test('a lock is held for longer than any statement may take', async (context) => {
    const holder = new pg.Client({ connectionString: pair.primary.url })
    await holder.connect()
    await lasts(context, {
      name: 'timeout',
      begin: () => holder.query('begin; lock table log_head in access exclusive mode'),
      end: async () => {
        const since = Date.now()
        await eventually(() => Date.now() - since > lockedForMs, { within: 2 * lockedForMs })
        await holder.query('rollback')
      },
    })
    await holder.end()
  })

  test('other clients use up its connections', async (context) => {
    const held: pg.Client[] = []
    await lasts(context, {
      name: 'busy',
      begin: async () => {
        await takeAll(pair.primary.url, held)
        await held[0]?.query(terminateServices)
        await takeAll(pair.primary.url, held)
      },
      end: () => Promise.all(held.map((client) => client.end())),
    })
  })

  test('its standby takes its place, with every commit', async (context) => {
    await lasts(context, {
      name: 'unavailable',
      begin: () => pair.primary.kill(),
      end: async () => {
        await runOn(pair.standby.url, ['select pg_promote(true)'])
        pair.switchboard.switchTo(pair.standby.port)
      },
    })
  })
})

const services = ['gateway', 'scheduler', 'publisher', 'analytics']

/** Together with the time until it is noticed more than the 30 s of a publisher's statement. */
const lockedForMs = 20_000

const terminateServices = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name like 'pressrun%'`

async function takeAll(connectionString: string, held: pg.Client[]): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString })
    client.on('error', () => {})
    try {
      await client.connect()
    } catch {
      return
    }
    held.push(client)
  }
}

/** Whether a call is refused with this code. If it is accepted, as it still may be, it is recorded. */
async function isRefused(
  { desk, accountIds }: FaultEnvironment,
  accepted: string[],
  code: string,
): Promise<boolean> {
  const { status, body, headers } = await desk.api('POST', '/publish', { content, accountIds })
  if (status === 201) accepted.push(body.id)
  if (body.code !== code) return false
  assert.equal(status, 503)
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  return true
}

async function allReady({ health }: FaultEnvironment): Promise<boolean> {
  const answers = await Promise.all(services.map((service) => health(service, '/health/ready')))
  return answers.every(({ status }) => status === 200)
}
