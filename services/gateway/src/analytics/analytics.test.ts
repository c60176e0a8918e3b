import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { durationBoundsMs } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const project = 'project_00000000000000000000000000'
const tens = Array.from({ length: durationBoundsMs.length + 1 }, (_, i) => (i === 1 ? 10 : 0))

suite('the hourly figures', () => {
  let gateway: TestGateway
  let other: string
  let accounts: string[]
  before(async () => {
    gateway = await startGateway()
    const { newId, database } = gateway.gateway
    other = newId('project')
    accounts = [newId('account'), newId('account')]
    const [one, two] = accounts
    for (const [hour, projectId, platform, account] of [
      ['2026-03-01T09:00:00Z', project, 'feed', one],
      ['2026-03-01T09:00:00Z', project, 'webhook', two],
      ['2026-03-01T10:00:00Z', project, 'feed', one],
      ['2026-03-01T10:00:00Z', other, 'feed', newId('account')],
    ])
      await database.pool.query(
        `insert into analytics_hourly (hour, project_id, platform, account_id, posts_success,
           posts_failed, posts_unconfirmed, duration_ms_sum, lateness_ms_sum, duration_buckets)
         values ($1, $2, $3, $4, 7, 2, 1, 80, 20, $5)`,
        [hour, projectId, platform, account, tens],
      )
  })
  after(() => gateway[Symbol.asyncDispose]())

  const ask = async (query: string) =>
    (await gateway.call('GET', `/analytics/hourly?${query}`)).body

  test('are one row an hour, oldest first', async () => {
    const { items, nextCursor } = await ask(`projectId=${project}`)
    assert.equal(nextCursor, null)
    assert.deepEqual(items, [
      {
        hour: '2026-03-01T09:00:00.000Z',
        postsSuccess: 14,
        postsFailed: 4,
        postsUnconfirmed: 2,
        avgDurationMs: 8,
        p95DurationMs: 9.8,
        avgLatenessMs: 2,
      },
      {
        hour: '2026-03-01T10:00:00.000Z',
        postsSuccess: 7,
        postsFailed: 2,
        postsUnconfirmed: 1,
        avgDurationMs: 8,
        p95DurationMs: 9.8,
        avgLatenessMs: 2,
      },
    ])
  })

  test('are split by platform and account on request', async () => {
    const byPlatform = await ask(`projectId=${project}&groupBy=platform`)
    assert.deepEqual(
      byPlatform.items.map((row: { platform: string }) => row.platform),
      ['feed', 'webhook', 'feed'],
    )
    const byBoth = await ask(`projectId=${project}&groupBy=platform,account`)
    assert.deepEqual(
      byBoth.items.map((row: { accountId: string }) => row.accountId),
      [accounts[0], accounts[1], accounts[0]],
    )
  })

  test('are those of the hours that begin in the requested time', async () => {
    const { items } = await ask('from=2026-03-01T10:00:00Z&to=2026-03-01T11:00:00%2B00:00')
    assert.equal(items.length, 1)
    assert.equal(items[0].postsSuccess, 14)
    assert.deepEqual((await ask('to=2026-03-01T09:00:00Z')).items, [])
  })

  test('refuse an unknown group', async () => {
    const answer = await gateway.call('GET', '/analytics/hourly?groupBy=colour')
    assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'])
  })

  test('add up to the summary', async () => {
    const { body } = await gateway.call('GET', `/analytics/summary?projectId=${project}`)
    assert.deepEqual(
      [body.postsSuccess, body.postsFailed, body.postsUnconfirmed, body.avgDurationMs],
      [21, 6, 3, 8],
    )
    const empty = await gateway.call('GET', '/analytics/summary?to=2020-01-01T00:00:00Z')
    assert.deepEqual([empty.body.postsSuccess, empty.body.p95DurationMs], [0, null])
  })
})

suite('the log as an audit trail', () => {
  test('lists what happened, in order, page by page, and who caused it', async () => {
    await using gateway = await startGateway()
    const id = await gateway.connect()
    await gateway.call('POST', `/accounts/${id}/pause`)
    await gateway.call('POST', `/accounts/${id}/resume`)
    const first = await gateway.call('GET', '/events?limit=2')
    assert.deepEqual(
      first.body.items.map((event: { type: string }) => event.type),
      ['AccountConnected', 'AccountPaused'],
    )
    assert.equal(first.body.items[0].meta.actor, 'admin')
    const rest = await gateway.call('GET', `/events?after=${first.body.nextAfter}`)
    assert.deepEqual([rest.body.items[0].type, rest.body.nextAfter], ['AccountResumed', null])
    const paused = await gateway.call('GET', `/events?type=AccountPaused&streamId=${id}`)
    assert.equal(paused.body.items.length, 1)
    const wrong = await gateway.call('GET', '/events?type=Nonsense')
    assert.equal(wrong.status, 400)
  })
})
