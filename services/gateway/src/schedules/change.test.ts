import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const content = { title: 'Good morning', body: 'It is *here*.' }
const zone = { cron: '0 9 * * *', timeZone: 'Europe/Berlin' }

suite('changing a schedule', () => {
  let gateway: TestGateway
  let roomy: string
  /** Takes titles of up to 5 characters. */
  let narrow: string
  before(async () => {
    gateway = await startGateway()
    roomy = await gateway.connect()
    narrow = await gateway.connect('narrow', {
      platform: 'webhook',
      settings: { url: 'http://127.0.0.1:1/hook' },
    })
    const limits = [{ path: 'title', unit: 'utf16-units', max: 5 }]
    await query('update accounts set verified = $2 where id = $1', [narrow, { limits }])
  })
  after(() => gateway[Symbol.asyncDispose]())

  const query = (text: string, values: unknown[]) =>
    gateway.gateway.database.pool.query(text, values)
  const create = async (more: object = {}) => {
    const order = { ...zone, template: { content }, accountIds: [roomy], ...more }
    const { status, body } = await gateway.call('POST', '/schedules', order)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const change = ({ id }: { id: string }, body: object) =>
    gateway.call('PATCH', `/schedules/${id}`, body)
  const refusal = async (schedule: { id: string }, body: object) => {
    const answer = await change(schedule, body)
    return [answer.status, answer.body.code, answer.body.details?.[0]?.accountId]
  }
  const keepArticle = async () => {
    const { body } = await gateway.call('POST', '/articles', content)
    return body.id as string
  }
  const tooLong = () => [422, 'content-invalid', narrow]

  test('is refused when a new account would not accept what it publishes', async () => {
    const ofContent = await create()
    const ofArticle = await create({ template: { articleId: await keepArticle() } })
    for (const schedule of [ofContent, ofArticle]) {
      assert.deepEqual(await refusal(schedule, { accountIds: [roomy, narrow] }), tooLong())
      const overrides = { [narrow]: { title: 'Hello' } }
      const { status, body } = await change(schedule, { accountIds: [roomy, narrow], overrides })
      assert.deepEqual([status, body.overrides], [200, overrides], JSON.stringify(body))
    }
  })

  test('sets for all its accounts what happens to text that is too long', async () => {
    const overrides = { [narrow]: { title: 'Hello', tooLong: 'refuse' } }
    const accountIds = [roomy, narrow]
    const schedule = await create({ accountIds, overrides, tooLong: 'teaser' })
    const kept = { [narrow]: { title: 'Hello', tooLong: 'refuse' }, [roomy]: { tooLong: 'teaser' } }
    assert.deepEqual(schedule.overrides, kept)
    const { body } = await change(schedule, { tooLong: 'teaser' })
    const teasers = {
      [narrow]: { title: 'Hello', tooLong: 'teaser' },
      [roomy]: { tooLong: 'teaser' },
    }
    assert.deepEqual(body.overrides, teasers)
    assert.equal((await change(schedule, { tooLong: 'thread' })).status, 400)
  })

  test('is refused when an account would not accept it with other overrides, or without', async () => {
    const overrides = { [narrow]: { title: 'Hello' } }
    const schedule = await create({ accountIds: [narrow], overrides })
    const longer = { [narrow]: { title: 'Hello again' } }
    assert.deepEqual(await refusal(schedule, { overrides: longer }), tooLong())
    assert.deepEqual(await refusal(schedule, { overrides: null }), tooLong())
    assert.deepEqual(await refusal(schedule, { overrides: {} }), tooLong())
  })

  test('checks no content when it publishes from a content source', async () => {
    const source = { type: 'rss', location: 'http://127.0.0.1:1/feed.xml' }
    const { id: contentSourceId } = (await gateway.call('POST', '/content-sources', source)).body
    const schedule = await create({ template: { contentSourceId } })
    assert.equal((await change(schedule, { accountIds: [narrow] })).status, 200)
  })

  test('is still possible when its article was deleted', async () => {
    const articleId = await keepArticle()
    const schedule = await create({ template: { articleId } })
    await query('delete from articles where id = $1', [articleId])
    assert.equal((await change(schedule, { priority: 9 })).status, 200)
    assert.equal((await change(schedule, { accountIds: [roomy, narrow] })).status, 200)
    assert.equal((await gateway.call('POST', `/schedules/${schedule.id}/pause`)).status, 200)
    const again = { template: { articleId } }
    assert.deepEqual(await refusal(schedule, again), [400, 'article-not-found', undefined])
    assert.deepEqual(await refusal(schedule, { template: { content } }), tooLong())
    assert.equal(
      (await change(schedule, { template: { content }, accountIds: [roomy] })).status,
      200,
    )
  })

  test('drops the overrides of accounts that it no longer publishes to', async () => {
    const other = await gateway.connect()
    const overrides = { [roomy]: { title: 'Hi' }, [other]: { title: 'Ho' } }
    const schedule = await create({ accountIds: [roomy, other], overrides })
    const fewer = await change(schedule, { accountIds: [roomy] })
    assert.deepEqual(fewer.body.overrides, { [roomy]: { title: 'Hi' } })
    const back = await change(schedule, { accountIds: [roomy, other] })
    assert.deepEqual(back.body.overrides, { [roomy]: { title: 'Hi' } })
    const moved = await change(schedule, { accountIds: [other] })
    assert.equal(moved.body.overrides, null)
  })

  test('to its present values delays nothing that is due', async () => {
    const schedule = await create({ startAt: '2026-01-01T00:00' })
    const due = new Date(Date.now() - 1_000).toISOString()
    await query('update schedules set next_at = $2 where id = $1', [schedule.id, due])
    const terms = { ...zone, startAt: '2026-01-01T00:00', endAt: null }
    for (const again of [{}, terms]) {
      const { body } = await change(schedule, again)
      assert.deepEqual([body.nextRuns[0], body.version], [due, 1])
    }
    const { body } = await change(schedule, { cron: '30 9 * * *' })
    assert.ok(Date.parse(body.nextRuns[0]) > Date.now())
  })
})
