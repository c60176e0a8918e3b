import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { countRows } from './count-rows.fixture.ts'

const content = { title: 'Release 1.0', body: 'It is *out*.' }

suite('publishing content', () => {
  let gateway: TestGateway
  let accountIds: string[]
  before(async () => {
    gateway = await startGateway()
    accountIds = [await gateway.connect(), await gateway.connect()]
  })
  after(() => gateway[Symbol.asyncDispose]())

  const refusal = async (body: object) => {
    const before = await countRows(gateway)
    const answer = await gateway.call('POST', '/publish', { content, accountIds, ...body })
    assert.deepEqual(await countRows(gateway), before, 'nothing is half-written')
    const { code, details = [] } = answer.body
    return [answer.status, code, details[0]?.path]
  }

  test('plans a task per account, in the order given, and starts the run', async () => {
    const answer = await gateway.call('POST', '/publish', { content, accountIds })
    assert.equal(answer.status, 201)
    const run = answer.body
    assert.equal(answer.headers['location'], `/api/v1/runs/${run.id}`)
    assert.equal(run.status, 'running')
    assert.equal(run.counts.queued, 2)
    assert.deepEqual(
      run.tasks.map((task: { accountId: string }) => task.accountId),
      accountIds,
    )
    const shown = await gateway.call('GET', `/runs/${run.id}`)
    assert.deepEqual(shown.body, run)
  })

  test('returns the run as it is shown later, for every combination of options', async () => {
    const overrides = { [accountIds[1] ?? '']: { title: 'Ours' } }
    const orders = [
      ['/publish', { overrides, priority: 9, concurrency: 3 }],
      ['/publish', { scheduledAt: '2099-03-29T02:30', timeZone: 'Europe/Berlin' }],
      ['/runs', { start: true }],
      ['/runs', {}],
    ] as const
    for (const [path, order] of orders) {
      const answer = await gateway.call('POST', path, { content, accountIds, ...order })
      assert.equal(answer.status, 201)
      const shown = await gateway.call('GET', `/runs/${answer.body.id}`)
      assert.deepEqual(answer.body, shown.body)
    }
  })

  test('queries the database twice before it commits, and not again', async () => {
    let asked = 0
    const { pool } = gateway.gateway.database
    const count = () => void asked++
    pool.on('acquire', count)
    await gateway.call('POST', '/publish', { content, accountIds })
    pool.off('acquire', count)
    assert.equal(asked, 3)
  })

  test('stores a time with any offset in UTC', async () => {
    const scheduledAt = '2099-03-29T09:00+02:00'
    const order = { content, accountIds, scheduledAt, timeZone: 'Europe/Berlin' }
    const { body } = await gateway.call('POST', '/publish', order)
    assert.equal(body.scheduledAt, '2099-03-29T07:00:00.000Z')
    assert.equal(body.timeZone, 'Europe/Berlin')
    assert.equal(body.wallTime, '2099-03-29T09:00:00')
    assert.equal(body.tasks[0].dueAt, '2099-03-29T07:00:00.000Z')
  })

  test('reads a local time in its zone, including daylight saving gaps', async () => {
    const order = { content, accountIds, timeZone: 'Europe/Berlin' }
    const scheduledAt = '2099-03-29T02:30'
    const { body } = await gateway.call('POST', '/publish', { ...order, scheduledAt })
    const { scheduledAt: at, timeZone, wallTime } = body
    const expected = ['2099-03-29T01:00:00.000Z', 'Europe/Berlin', '2099-03-29T02:30:00']
    assert.deepEqual([at, timeZone, wallTime], expected)
    assert.equal(body.tasks[0].dueAt, at)
  })

  test('stores the same content once', async () => {
    const same = { body: content.body, title: content.title }
    const first = await gateway.call('POST', '/publish', { content, accountIds })
    const second = await gateway.call('POST', '/publish', { content: same, accountIds })
    assert.equal(first.body.snapshot, second.body.snapshot)
  })

  test('accepts 10,000 accounts in one call, with less than a second of work', async () => {
    const many = await connectMany(gateway, 10_000)
    const before = process.cpuUsage()
    const { status, body } = await gateway.call('POST', '/publish', { content, accountIds: many })
    const { user, system } = process.cpuUsage(before)
    assert.equal(status, 201)
    assert.equal(body.counts.queued, 10_000)
    assert.equal(body.tasks, null, 'too many to be told at once')
    assert.ok(user + system < 1_000_000, `${user + system} µs`)
  })

  test('refuses 10,001 accounts', async () => {
    const many = Array.from({ length: 10_001 }, () => gateway.gateway.newId('account'))
    assert.deepEqual(await refusal({ accountIds: many }), [400, 'validation-failed', 'accountIds'])
  })

  test('refuses an empty list, and a duplicate account', async () => {
    assert.deepEqual(await refusal({ accountIds: [] }), [400, 'validation-failed', 'accountIds'])
    const twice = [...accountIds, accountIds[0]]
    const expected = [400, 'validation-failed', 'accountIds.2']
    assert.deepEqual(await refusal({ accountIds: twice }), expected)
  })

  test('refuses an unknown account', async () => {
    const given = [accountIds[0], gateway.gateway.newId('account')]
    const expected = [400, 'account-not-found', 'accountIds.1']
    assert.deepEqual(await refusal({ accountIds: given }), expected)
  })

  test('refuses an account of another project', async () => {
    const project = await gateway.call('POST', '/projects', { name: 'another' })
    const foreign = await gateway.connect('foreign', { projectId: project.body.id })
    const expected = [400, 'account-of-another-project', 'accountIds.0']
    assert.deepEqual(await refusal({ accountIds: [foreign] }), expected)
    const own = await gateway.call('POST', '/publish', {
      content,
      projectId: project.body.id,
      accountIds: [foreign],
    })
    assert.equal(own.status, 201)
  })

  test('refuses unknown fields, also in the content', async () => {
    assert.deepEqual(await refusal({ acounts: [] }), [400, 'validation-failed', 'acounts'])
    const typo = { ...content, titel: 'x' }
    const expected = [400, 'validation-failed', 'content.titel']
    assert.deepEqual(await refusal({ content: typo }), expected)
  })

  test('refuses impossible times and dates', async () => {
    for (const scheduledAt of ['tomorrow', '2026-02-30T00:00:00Z', '2026-03-01T09:00:00', 7])
      assert.deepEqual(await refusal({ scheduledAt }), [400, 'validation-failed', 'scheduledAt'])
    for (const timeZone of ['Mars/Olympus', '+02:00', ''])
      assert.deepEqual(await refusal({ timeZone }), [400, 'validation-failed', 'timeZone'])
  })

  test('refuses a priority or concurrency out of range', async () => {
    for (const priority of [-1, 10, 1.5, '5'])
      assert.deepEqual(await refusal({ priority }), [400, 'validation-failed', 'priority'])
    for (const concurrency of [0, 1_001])
      assert.deepEqual(await refusal({ concurrency }), [400, 'validation-failed', 'concurrency'])
  })

  test('refuses overrides for an account that the run does not publish to', async () => {
    const stranger = await gateway.connect()
    const overrides = { [stranger]: { title: 'x' } }
    const expected = [400, 'validation-failed', `overrides.${stranger}`]
    assert.deepEqual(await refusal({ overrides }), expected)
  })

  test('refuses a NUL character, which text in the database cannot hold', async () => {
    const expected = [400, 'validation-failed', 'content.body']
    assert.deepEqual(await refusal({ content: { ...content, body: 'a\0b' } }), expected)
    const text = String.raw`C:\u0000 is no NUL`
    const fine = await gateway.call('POST', '/publish', {
      content: { title: 'Paths', body: text },
      accountIds,
    })
    assert.equal(fine.status, 201)
  })

  test('refuses half a surrogate pair, which would come back as another character', async () => {
    const expected = [400, 'validation-failed', 'content.title']
    assert.deepEqual(await refusal({ content: { ...content, title: 'a\ud83d' } }), expected)
  })

  test('refuses what would not fit into an event', async () => {
    const overrides = { [String(accountIds[0])]: { body: 'x'.repeat(1_000_000) } }
    assert.deepEqual(await refusal({ overrides }), [413, 'event-too-large', undefined])
  })
})

/** Inserted directly: the test is about the run, not about creating accounts. */
async function connectMany({ gateway }: TestGateway, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => gateway.newId('account'))
  await gateway.database.pool.query(
    `insert into accounts (id, version, status, project_id, platform, name, settings, limits,
       created_at)
     select id, 1, 'active', 'project_00000000000000000000000000', 'feed', id,
       '{"directory":"feeds/many","title":"many"}', '{}', now()
     from unnest($1::text[]) as id`,
    [ids],
  )
  return ids
}
