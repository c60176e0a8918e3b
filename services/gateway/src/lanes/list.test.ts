import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const content = { title: 'Release 1.0', body: 'It is *out*.' }

suite('the lanes', () => {
  let gateway: TestGateway
  beforeEach(async () => {
    gateway = await startGateway()
  })
  afterEach(() => gateway[Symbol.asyncDispose]())

  const query = (text: string, values: unknown[] = []) =>
    gateway.gateway.database.pool.query(text, values)
  const later = new Date(Date.now() + 60_000).toISOString()
  const soon = new Date(Date.now() + 30_000).toISOString()

  /** An account with something queued, and its lane as the scheduler would leave it. */
  async function laneOf(name: string, changes: Record<string, unknown> = {}): Promise<string> {
    const accountId = await gateway.connect(name)
    const order = { content, accountIds: [accountId], start: true }
    for (let i = 0; i < 2; i++) await gateway.call('POST', '/runs', order)
    const row = { account_id: accountId, virtual_time: 1, ...changes }
    const names = Object.keys(row)
    const places = names.map((_, i) => `$${i + 1}`)
    await query(
      `insert into lanes (${names.join(', ')}) values (${places.join(', ')})`,
      Object.values(row),
    )
    return accountId
  }
  const listed = async (filter = '') => {
    const { status, body } = await gateway.call('GET', `/lanes${filter}`)
    assert.equal(status, 200)
    return body.items
  }
  const show = async (accountId: string) =>
    (await listed()).find((lane: { accountId: string }) => lane.accountId === accountId)

  const states = async (id: string) => {
    const { state, reason } = await show(id)
    return [state, reason]
  }
  /** Lets a task of the account go out, as the dispatcher does. */
  const sendOne = (accountId: string) =>
    query(
      `with gone as (delete from queue where task_id = (
          select min(task_id) from queue where account_id = $1) returning *)
        insert into running (task_id, account_id, version, attempt, attempt_at, generation, cancel_requested)
        select task_id, account_id, version + 1, 1, now(), generation, false from gone`,
      [accountId],
    )

  test('show how much is queued, why it waits, and until when', async () => {
    const limited = await laneOf('limited', { reason: 'rate-limit', next_at: later })
    const lane = await show(limited)
    const { state, depth, inFlight, reason, nextEligibleAt } = lane
    assert.deepEqual(
      { state, depth, inFlight, reason, nextEligibleAt },
      {
        state: 'blocked',
        depth: 2,
        inFlight: 0,
        reason: 'rate-limit',
        nextEligibleAt: later,
      },
    )
  })

  test('are listed before the scheduler has processed them: a run may be paused before that', async () => {
    const accountId = await gateway.connect('new')
    const order = { content, accountIds: [accountId], start: true }
    const { body } = await gateway.call('POST', '/runs', order)
    await gateway.call('POST', `/runs/${body.id}/pause`)
    const { state, depth, reason, lastDispatchedAt } = await show(accountId)
    assert.deepEqual(
      { state, depth, reason, lastDispatchedAt },
      { state: 'waiting', depth: 1, reason: 'run-paused', lastDispatchedAt: null },
    )
  })

  test('are ready, wait, or are stopped by a person or a platform', async () => {
    const ready = await laneOf('ready')
    const full = await laneOf('full')
    await sendOne(full)
    const roomy = await laneOf('roomy', { reason: 'account-in-flight' })
    await gateway.call('PATCH', `/accounts/${roomy}`, { limits: { maxInFlight: 2 } })
    assert.deepEqual(await states(roomy), ['ready', null])
    await sendOne(roomy)
    const paused = await laneOf('paused')
    await gateway.call('POST', `/accounts/${paused}/pause`)
    assert.deepEqual(await states(ready), ['ready', null])
    assert.deepEqual(await states(full), ['waiting', 'account-in-flight'])
    assert.deepEqual(await states(roomy), ['waiting', 'account-in-flight'])
    assert.deepEqual(await states(paused), ['paused', 'account-paused'])
  })

  test('wait for nothing else while all runs in them are paused', async () => {
    const later = await laneOf('later', { reason: 'scheduled', next_at: soon })
    const { body } = await gateway.call('GET', `/tasks?accountId=${later}`)
    const runIds = new Set<string>(body.items.map((task: { runId: string }) => task.runId))
    for (const runId of runIds) await gateway.call('POST', `/runs/${runId}/pause`)
    const { reason, nextEligibleAt } = await show(later)
    assert.deepEqual([reason, nextEligibleAt], ['run-paused', null])
  })

  test('whose upstream fails wait for a breaker, and so do their tasks', async () => {
    const broken = await laneOf('broken', { reason: 'breaker' })
    const withIt = await laneOf('with it', { reason: 'scheduled', next_at: soon })
    await query(
      `insert into breakers (upstream, failures, open_until)
        select upstream, 5, $2 from accounts where id = $1`,
      [broken, later],
    )
    const { state, reason, nextEligibleAt } = await show(broken)
    assert.deepEqual([state, reason, nextEligibleAt], ['blocked', 'breaker', later])
    assert.equal((await show(withIt)).reason, 'breaker')
    const { body } = await gateway.call('GET', `/tasks?accountId=${broken}`)
    assert.deepEqual(body.items[0].blockedOn, { reason: 'breaker', until: later })
  })

  test('with rates show in their tasks until when', async () => {
    const limited = await laneOf('limited', { reason: 'rate-limit', next_at: later })
    const { body } = await gateway.call('GET', `/tasks?accountId=${limited}`)
    assert.deepEqual(body.items[0].blockedOn, { reason: 'rate-limit', until: later })
  })

  test('are listed by state and platform, page by page, and only with something in them', async () => {
    for (const name of ['a', 'b', 'c']) await sendOne(await laneOf(name))
    await laneOf('d')
    const empty = await gateway.connect('empty')
    await query('insert into lanes (account_id, virtual_time) values ($1, 0)', [empty])
    assert.equal((await listed()).length, 4)
    assert.equal((await listed('?state=waiting')).length, 3)
    assert.equal((await listed('?platform=mastodon')).length, 0)
    const { body } = await gateway.call('GET', '/lanes?state=waiting&limit=2')
    assert.deepEqual(
      body.items.map((lane: { name: string }) => lane.name),
      ['c', 'b'],
    )
    const rest = await listed(`?state=waiting&limit=2&cursor=${body.nextCursor}`)
    assert.deepEqual(
      rest.map((lane: { name: string }) => lane.name),
      ['a'],
    )
    assert.equal((await gateway.call('GET', '/lanes?state=asleep')).status, 400)
  })
})
