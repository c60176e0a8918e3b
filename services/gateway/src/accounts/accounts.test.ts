import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { secretKeys, unseal } from '@pressrun/vault'
import type { AccountId } from '@pressrun/events'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const hook = {
  platform: 'webhook',
  settings: { url: 'http://127.0.0.1:9/hook' },
  credentials: { secret },
}

suite('connecting an account', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  const refusal = async (body: object) => {
    const answer = await gateway.call('POST', '/accounts', { ...hook, name: 'refused', ...body })
    return [answer.status, answer.body.code, answer.body.details?.[0]?.path]
  }

  test('returns the account, with its version as ETag', async () => {
    const limits = { maxInFlight: 3, ratePerMinute: 60 }
    const answer = await gateway.call('POST', '/accounts', { ...hook, name: 'one', limits })
    assert.equal(answer.status, 201)
    assert.equal(answer.headers['etag'], '"1"')
    assert.equal(answer.headers['location'], `/api/v1/accounts/${answer.body.id}`)
    const { state, reason, limits: kept, settings } = answer.body
    const expected = { state: 'active', reason: null, kept: limits, settings: hook.settings }
    assert.deepEqual({ state, reason, kept, settings }, expected)
    const shown = await gateway.call('GET', `/accounts/${answer.body.id}`)
    assert.deepEqual(shown.body, answer.body)
  })

  test('shows since when its platform was unreachable, once that is an hour', async () => {
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'far' })
    const { pool } = gateway.gateway.database
    const order = { content: { title: 'a', body: 'b' }, accountIds: [body.id] }
    await gateway.call('POST', '/publish', order)
    const unreachable = async () =>
      (await gateway.call('GET', `/accounts/${body.id}`)).body.unreachableSince
    assert.equal(await unreachable(), null)
    await pool.query(
      `insert into breakers (upstream, failures, failing_since)
        select upstream, 1, '2026-01-01T00:00:00Z' from accounts where id = $1`,
      [body.id],
    )
    assert.equal(await unreachable(), '2026-01-01T00:00:00.000Z')
    const { items } = (await gateway.call('GET', '/accounts?name=far')).body
    assert.equal(items[0].unreachableSince, '2026-01-01T00:00:00.000Z')
    await pool.query(`delete from breakers`)
  })

  test('keeps the credentials sealed, and shows them nowhere', async () => {
    const { body } = await gateway.call('POST', '/accounts', { ...hook, name: 'sealed' })
    const { pool } = gateway.gateway.database
    const { rows } = await pool.query(
      'select sealed, key_id as "keyId" from account_credentials where account_id = $1',
      [body.id],
    )
    assert.deepEqual(unseal(rows[0], body.id as AccountId, secretKeys('a long key for tests')), {
      secret,
    })
    const everything = await pool.query('select data::text, meta::text from events')
    const shown = [
      JSON.stringify(everything.rows),
      JSON.stringify((await gateway.call('GET', '/accounts')).body),
      gateway.logged.join('\n'),
    ]
    for (const text of shown) assert.ok(!text.includes(secret))
  })

  test('refuses a name that is taken, and forgets the credentials that came with it', async () => {
    await gateway.call('POST', '/accounts', { ...hook, name: 'taken' })
    const { pool } = gateway.gateway.database
    const count = async () =>
      (await pool.query('select count(*) as n from account_credentials')).rows[0].n
    const before = await count()
    assert.deepEqual(await refusal({ name: 'taken' }), [409, 'account-name-taken', undefined])
    assert.equal(await count(), before)
  })

  test('refuses a platform that does not exist', async () => {
    const expected = [400, 'unknown-platform', 'platform']
    assert.deepEqual(await refusal({ platform: 'pigeon' }), expected)
  })

  test('refuses settings the platform does not know', async () => {
    const settings = { ...hook.settings, uri: 'x' }
    assert.deepEqual(await refusal({ settings }), [400, 'validation-failed', 'settings.uri'])
  })

  test('refuses credentials without repeating them', async () => {
    const answer = await gateway.call('POST', '/accounts', {
      ...hook,
      name: 'bad',
      credentials: { secret: 'whsec_tooShort' },
    })
    assert.equal(answer.body.details[0].path, 'credentials.secret')
    assert.ok(!JSON.stringify(answer.body).includes('tooShort'))
  })

  test('refuses a folder outside of the data dir', async () => {
    for (const directory of ['../elsewhere', '/etc', '.'])
      assert.deepEqual(
        await refusal({ platform: 'feed', settings: { directory, title: 'x' }, credentials: {} }),
        [400, 'directory-outside-data-dir', 'settings.directory'],
      )
  })

  test('refuses a private address that is not allowed', async () => {
    for (const url of ['http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/'])
      assert.deepEqual(await refusal({ settings: { url } }), [
        400,
        'target-not-allowed',
        'settings.url',
      ])
  })

  test('refuses a project that does not exist', async () => {
    const projectId = gateway.gateway.newId('project')
    assert.deepEqual(await refusal({ projectId }), [400, 'project-not-found', 'projectId'])
  })
})

suite('changing an account', () => {
  let gateway: TestGateway
  before(async () => void (gateway = await startGateway()))
  after(() => gateway[Symbol.asyncDispose]())

  test('replaces what is given and raises the version', async () => {
    const id = await gateway.connect('before')
    const answer = await gateway.call(
      'PATCH',
      `/accounts/${id}`,
      { name: 'after' },
      {
        'if-match': '"1"',
      },
    )
    assert.deepEqual([answer.status, answer.body.name, answer.body.version], [200, 'after', 2])
    assert.equal(answer.headers['etag'], '"2"')
  })

  test('refuses a change of a version that is out of date', async () => {
    const id = await gateway.connect()
    for (const tag of ['"7"', 'W/"1"', 'nonsense']) {
      const answer = await gateway.call(
        'PATCH',
        `/accounts/${id}`,
        { name: 'x' },
        { 'if-match': tag },
      )
      assert.deepEqual([answer.status, answer.body.code], [412, 'version-mismatch'])
    }
  })

  test('sets what to do when it is unknown whether a post went out', async () => {
    const id = await gateway.connect('policy')
    const shown = async () => (await gateway.call('GET', `/accounts/${id}`)).body.unconfirmedPolicy
    assert.equal(await shown(), 'ask')
    await gateway.call('PATCH', `/accounts/${id}`, { unconfirmedPolicy: 'at-least-once' })
    assert.equal(await shown(), 'at-least-once')
    const other = await gateway.connect('other', { unconfirmedPolicy: 'at-least-once' })
    const { body } = await gateway.call('GET', `/accounts/${other}`)
    assert.equal(body.unconfirmedPolicy, 'at-least-once')
    const wrong = await gateway.call('PATCH', `/accounts/${id}`, { unconfirmedPolicy: 'twice' })
    assert.equal(wrong.status, 400)
  })

  test('pausing and resuming twice changes nothing', async () => {
    const id = await gateway.connect()
    for (const _ of [1, 2]) {
      const paused = await gateway.call('POST', `/accounts/${id}/pause`)
      assert.deepEqual([paused.status, paused.body.state, paused.body.version], [200, 'paused', 2])
    }
    const resumed = await gateway.call('POST', `/accounts/${id}/resume`, {})
    assert.deepEqual([resumed.body.state, resumed.body.version], ['active', 3])
  })

  test('removing cancels its waiting tasks, deletes the credentials, and frees the name', async () => {
    const { body: account } = await gateway.call('POST', '/accounts', { ...hook, name: 'gone' })
    const run = await publishTo(gateway, account.id)
    const removed = await gateway.call('DELETE', `/accounts/${account.id}`)
    assert.equal(removed.status, 204)
    const task = await gateway.call('GET', `/tasks/${run.tasks[0].id}`)
    assert.equal(task.body.status, 'cancelled')
    assert.equal((await gateway.call('GET', `/accounts/${account.id}`)).status, 404)
    const { rowCount } = await gateway.gateway.database.pool.query(
      'select 1 from account_credentials where account_id = $1',
      [account.id],
    )
    assert.equal(rowCount, 0)
    const again = await gateway.call('POST', '/accounts', { ...hook, name: 'gone' })
    assert.equal(again.status, 201)
  })
})

async function publishTo(gateway: TestGateway, accountId: string) {
  const content = { title: 'Title', body: 'Body' }
  const { body } = await gateway.call('POST', '/publish', { content, accountIds: [accountId] })
  return body
}
