import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const content = { title: 'Morning', body: 'It is *here*.' }
const zone = { cron: '0 9 * * *', timeZone: 'Europe/Berlin' }

suite('a schedule', () => {
  let gateway: TestGateway
  let accountIds: string[]
  before(async () => {
    gateway = await startGateway()
    accountIds = [await gateway.connect()]
  })
  after(() => gateway[Symbol.asyncDispose]())

  const post = (more: object = {}) =>
    gateway.call('POST', '/schedules', { ...zone, template: { content }, accountIds, ...more })
  const create = async (more: object = {}) => {
    const { status, body } = await post(more)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const refusal = async (more: object) => {
    const { status, body } = await post(more)
    return [status, body.code, body.details?.[0]?.path]
  }

  test('shows when it fires next, in the local time of its zone', async () => {
    const schedule = await create({ startAt: '2099-03-27T00:00', name: 'Mornings' })
    assert.equal(schedule.state, 'active')
    assert.equal(schedule.nextRuns.length, 10)
    assert.deepEqual(schedule.nextRuns.slice(0, 3), [
      '2099-03-27T08:00:00.000Z',
      '2099-03-28T08:00:00.000Z',
      '2099-03-29T07:00:00.000Z',
    ])
    const { missed, catchUpMinutes, startAt, template } = schedule
    assert.deepEqual([missed, catchUpMinutes], ['latest', 1_440])
    assert.equal(startAt, '2099-03-26T23:00:00.000Z')
    assert.deepEqual(template, { content })
  })

  test('fires at the end of a daylight saving gap that skips its time', async () => {
    const { nextRuns } = await create({ cron: '*/30 2 * * *', startAt: '2099-03-29T00:00' })
    assert.deepEqual(nextRuns.slice(0, 2), ['2099-03-29T01:00:00.000Z', '2099-03-30T00:00:00.000Z'])
  })

  test('is read as it was created, and listed', async () => {
    const schedule = await create()
    const { headers, body } = await gateway.call('GET', `/schedules/${schedule.id}`)
    assert.deepEqual([body, headers['etag']], [schedule, '"1"'])
    const listed = await gateway.call('GET', '/schedules?limit=1&state=active')
    assert.equal(listed.body.items[0].id, schedule.id)
    assert.deepEqual(listed.body.items[0].template, { content: { title: content.title } })
  })

  test('is listed in short pages when those before it are large', async () => {
    const [accountId = ''] = accountIds
    const overrides = { [accountId]: { body: 'x'.repeat(900_000) } }
    const ids: string[] = []
    for (let more = 0; more < 6; more += 1) ids.unshift((await create({ overrides })).id)
    const { body: first } = await gateway.call('GET', '/schedules?limit=6')
    assert.equal(first.items.length, 5)
    const rest = await gateway.call('GET', `/schedules?limit=1&cursor=${first.nextCursor}`)
    assert.deepEqual(
      [...first.items, ...rest.body.items].map(({ id }: { id: string }) => id),
      ids,
    )
  })

  test('is in one state, and found by it', async () => {
    const ids: Record<string, string> = {}
    for (const state of ['active', 'failing', 'paused', 'ended']) ids[state] = (await create()).id
    const { active, failing, paused, ended } = ids
    const { pool } = gateway.gateway.database
    await pool.query('update schedules set failures = 1 where id = any($1)', [
      [failing, paused, ended],
    ])
    await pool.query('update schedules set next_at = null where id = $1', [ended])
    await gateway.call('POST', `/schedules/${paused}/pause`, {})
    for (const [state, id] of Object.entries({ active, failing, paused, ended })) {
      const shown = await gateway.call('GET', `/schedules/${id}`)
      assert.equal(shown.body.state, state)
      const { body } = await gateway.call('GET', `/schedules?state=${state}&limit=200`)
      const found = body.items.map((item: { id: string }) => item.id)
      assert.deepEqual(
        Object.values(ids).filter((one) => found.includes(one)),
        [id],
        state,
      )
      assert.ok(body.items.every((item: { state: string }) => item.state === state))
    }
  })

  test('needs a cron that fires, and a zone', async () => {
    for (const cron of ['0 0 30 2 *', '* * * * * *', '61 * * * *', 'soon', '', '@reboot', 7])
      assert.deepEqual(await refusal({ cron }), [400, 'validation-failed', 'cron'])
    for (const timeZone of ['Mars/Olympus', '+02:00', undefined])
      assert.deepEqual(await refusal({ timeZone }), [400, 'validation-failed', 'timeZone'])
  })

  test('needs times in their order, and one at which it fires', async () => {
    const [startAt, endAt] = ['2099-01-02T00:00:00Z', '2099-01-01T00:00:00Z']
    assert.deepEqual(await refusal({ startAt, endAt }), [400, 'validation-failed', 'endAt'])
    const past = { endAt: '2020-01-01T00:00:00Z' }
    assert.deepEqual(await refusal(past), [400, 'validation-failed', 'endAt'])
    const between = { startAt: '2099-01-01T10:00', endAt: '2099-01-01T11:00' }
    assert.deepEqual(await refusal(between), [400, 'validation-failed', 'cron'])
  })

  test('publishes exactly one of three things, which must exist', async () => {
    const { gateway: inner } = gateway
    for (const template of [{}, { content, articleId: inner.newId('article') }])
      assert.deepEqual(await refusal({ template }), [400, 'validation-failed', 'template'])
    const articleId = inner.newId('article')
    assert.deepEqual(await refusal({ template: { articleId } }), [
      400,
      'article-not-found',
      'template.articleId',
    ])
    const contentSourceId = inner.newId('source')
    assert.deepEqual(await refusal({ template: { contentSourceId } }), [
      400,
      'source-not-found',
      'template.contentSourceId',
    ])
    const { body: article } = await gateway.call('POST', '/articles', content)
    const schedule = await create({ template: { articleId: article.id } })
    assert.deepEqual(schedule.template, { articleId: article.id })
  })

  test('publishes to existing accounts', async () => {
    const stranger = gateway.gateway.newId('account')
    const missing = [400, 'account-not-found', 'accountIds.0']
    assert.deepEqual(await refusal({ accountIds: [stranger] }), missing)
    const overrides = { [stranger]: { title: 'x' } }
    const unknown = [400, 'validation-failed', `overrides.${stranger}`]
    assert.deepEqual(await refusal({ overrides }), unknown)
  })

  test('changes the given fields, and then shows when it fires', async () => {
    const schedule = await create()
    const path = `/schedules/${schedule.id}`
    const cron = { cron: '30 8 * * 1' }
    const changed = await gateway.call('PATCH', path, cron, { 'if-match': '"1"' })
    assert.deepEqual([changed.status, changed.body.version], [200, 2])
    assert.equal(new Date(changed.body.nextRuns[0]).getUTCDay(), 1)
    const late = await gateway.call('PATCH', path, cron, { 'if-match': '"1"' })
    assert.deepEqual([late.status, late.body.code], [412, 'version-mismatch'])
    const { body } = await gateway.call('PATCH', path, { name: 'New', priority: 9 })
    const expected = ['New', 9, changed.body.nextRuns[0], 'latest']
    assert.deepEqual([body.name, body.priority, body.nextRuns[0], body.missed], expected)
    const wrong = await gateway.call('PATCH', path, { cron: '0 0 30 2 *' })
    assert.deepEqual([wrong.status, wrong.body.details[0].path], [400, 'cron'])
    const content2 = { title: 'Evening', body: 'Again.' }
    const other = await gateway.call('PATCH', path, { template: { content: content2 } })
    assert.deepEqual(other.body.template, { content: content2 })
  })

  test('shows while it is paused what a resume would bring, and fires nothing', async () => {
    const schedule = await create()
    const paused = await gateway.call('POST', `/schedules/${schedule.id}/pause`)
    assert.deepEqual([paused.body.state, paused.body.nextRuns], ['paused', schedule.nextRuns])
    const cron = { cron: '5 5 * * *', startAt: '2099-06-01T00:00' }
    const changed = await gateway.call('PATCH', `/schedules/${schedule.id}`, cron)
    assert.deepEqual([changed.body.state, changed.body.nextRuns.length], ['paused', 10])
    assert.equal(changed.body.nextRuns[0], '2099-06-01T03:05:00.000Z')
    const listed = await gateway.call('GET', '/schedules?limit=1&state=paused')
    assert.deepEqual(listed.body.items[0].nextRuns, changed.body.nextRuns)
    const { pool } = gateway.gateway.database
    const kept = await pool.query('select next_at from schedules where id = $1', [schedule.id])
    assert.equal(kept.rows[0].next_at, null)
    await gateway.call('PATCH', `/schedules/${schedule.id}`, { startAt: null })
    const resumed = await gateway.call('POST', `/schedules/${schedule.id}/resume`)
    assert.deepEqual([resumed.body.state, resumed.body.nextRuns.length], ['active', 10])
    assert.ok(Date.parse(resumed.body.nextRuns[0]) > Date.now())
  })

  test('that waits too long, since the clock was ahead, is corrected by a resume', async () => {
    const { id } = await create({ cron: '* * * * *' })
    const { pool } = gateway.gateway.database
    const later = new Date(Date.now() + 86_400_000)
    await pool.query('update schedules set next_at = $2 where id = $1', [id, later])
    const { body } = await gateway.call('POST', `/schedules/${id}/resume`)
    assert.ok(Date.parse(body.nextRuns[0]) <= Date.now() + 60_000)
    const { rows } = await pool.query('select next_at from schedules where id = $1', [id])
    assert.ok(Date.parse(rows[0].next_at) <= Date.now() + 60_000)
  })

  test('is gone when it is deleted', async () => {
    const { id } = await create()
    assert.equal((await gateway.call('DELETE', `/schedules/${id}`)).status, 204)
    for (const [method, action] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
    ] as const) {
      const answer = await gateway.call(method, `/schedules/${id}${action}`)
      assert.deepEqual([answer.status, answer.body.code], [404, 'schedule-not-found'])
    }
    const { body } = await gateway.call('GET', '/schedules')
    assert.ok(body.items.every((item: { id: string }) => item.id !== id))
  })

  test('is created once, however often the same request comes', async () => {
    const key = { 'idempotency-key': 'schedule-1' }
    const body = { ...zone, template: { content }, accountIds }
    const first = await gateway.call('POST', '/schedules', body, key)
    const second = await gateway.call('POST', '/schedules', body, key)
    assert.equal(first.body.id, second.body.id)
  })
})
