import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const content = { title: 'Release 1.0', body: 'It is *out*.' }

suite('an Idempotency-Key', () => {
  let gateway: TestGateway
  let accountIds: string[]
  before(async () => {
    gateway = await startGateway()
    accountIds = [await gateway.connect()]
  })
  after(() => gateway[Symbol.asyncDispose]())

  const publish = (key: string, more: object = {}) =>
    gateway.call('POST', '/publish', { content, accountIds, ...more }, { 'idempotency-key': key })
  const countRuns = async () =>
    (await gateway.gateway.database.pool.query('select count(*) as n from runs')).rows[0].n
  const query = (text: string, values: unknown[]) =>
    gateway.gateway.database.pool.query(text, values)

  test('replays the first response, and does nothing again', async () => {
    const first = await publish('replay')
    const runs = await countRuns()
    const second = await publish('replay')
    assert.equal(await countRuns(), runs)
    assert.deepEqual([second.status, second.body], [201, first.body])
    assert.equal(second.headers['location'], first.headers['location'])
    assert.equal(second.headers['idempotency-replayed'], 'true')
    assert.equal(first.headers['idempotency-replayed'], undefined)
  })

  test('costs no round trip of its own before the work, and one after it', async () => {
    let asked = 0
    const { pool } = gateway.gateway.database
    const count = () => void asked++
    pool.on('acquire', count)
    await publish('round-trips')
    pool.off('acquire', count)
    assert.equal(asked, 4, 'who calls; the key and the accounts; the commit; the answer kept')
  })

  test('identifies the same request even if its fields come in another order', async () => {
    const first = await publish('order')
    const reordered = { accountIds, content: { body: content.body, title: content.title } }
    const second = await gateway.call('POST', '/publish', reordered, { 'idempotency-key': 'order' })
    assert.equal(second.body.id, first.body.id)
  })

  test('with another body, or another path, is a 422', async () => {
    await publish('reused')
    const other = await publish('reused', { priority: 9 })
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused'])
    const path = await gateway.call(
      'POST',
      '/runs',
      { content, accountIds },
      { 'idempotency-key': 'reused' },
    )
    assert.equal(path.status, 422)
  })

  test('lets one of twenty do the work; the others wait or get a conflict', async () => {
    const runs = await countRuns()
    const answers = await Promise.all(Array.from({ length: 20 }, () => publish('twenty')))
    assert.equal(await countRuns(), runs + 1)
    const created = answers.filter((answer) => answer.status === 201)
    assert.ok(created.length >= 1)
    assert.equal(new Set(created.map((answer) => answer.body.id)).size, 1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      assert.deepEqual([answer.status, answer.body.code], [409, 'idempotency-key-in-use'])
  })

  test('replays a refusal, too', async () => {
    const unknown = { accountIds: [gateway.gateway.newId('account')] }
    const first = await publish('refused', unknown)
    const second = await publish('refused', unknown)
    assert.deepEqual(second.body, first.body)
    assert.match(String(second.headers['content-type']), /problem\+json/)
  })

  test('whose claimant died before it responded finds what that one had created', async () => {
    const first = await publish('crashed')
    const runs = await countRuns()
    await query(
      `update idempotency_keys set status = null, body = null, claimed_at = now() where key = $1`,
      ['crashed'],
    )
    const early = await publish('crashed')
    assert.equal(early.status, 409, 'the claimant may still be at it')
    await query(
      `update idempotency_keys set claimed_at = now() - interval '61 seconds' where key = $1`,
      ['crashed'],
    )
    const late = await publish('crashed')
    assert.deepEqual([late.status, late.body.id], [201, first.body.id])
    assert.equal(await countRuns(), runs)
  })

  test('works the same for accounts, projects and articles', async () => {
    for (const [path, body] of [
      ['/accounts', { platform: 'feed', name: 'k', settings: { directory: 'k', title: 'k' } }],
      ['/projects', { name: 'k' }],
      ['/articles', { title: 'k', body: 'k', externalId: 'k' }],
    ] as const) {
      const key = { 'idempotency-key': `crashed${path}` }
      const first = await gateway.call('POST', path, body, key)
      assert.equal(first.status, 201)
      await query(
        'update idempotency_keys set status = null, body = null, claimed_at = null where key = $1',
        [key['idempotency-key']],
      )
      const again = await gateway.call('POST', path, body, key)
      assert.deepEqual([again.status, again.body.id], [201, first.body.id], path)
    }
  })

  test('is released by a fault', async () => {
    await query('alter table runs rename to runs_away', [])
    const failed = await publish('fault')
    assert.equal(failed.status, 500)
    await query('alter table runs_away rename to runs', [])
    const again = await publish('fault')
    assert.equal(again.status, 201)
  })

  test('expires after a day', async () => {
    const first = await publish('old')
    await query(
      `update idempotency_keys set created_at = now() - interval '25 hours' where key = $1`,
      ['old'],
    )
    const second = await publish('old')
    assert.equal(second.status, 201)
    assert.notEqual(second.body.id, first.body.id)
  })

  test('that is empty or too long is refused', async () => {
    for (const key of ['', 'x'.repeat(256), 'a b']) {
      const answer = await publish(key)
      assert.deepEqual([answer.status, answer.body.code], [400, 'validation-failed'])
    }
  })
})
