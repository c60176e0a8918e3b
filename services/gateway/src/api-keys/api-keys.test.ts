import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { newIds } from '@pressrun/db'
import { createMetrics } from '@pressrun/runtime'
import { adminKey, startGateway, type TestGateway } from '../gateway.fixture.ts'
import { gatewayApp } from '../http/gateway-app.ts'

suite('API keys', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway[Symbol.asyncDispose]())

  const make = async (name = 'a script', headers = {}) => {
    const { status, body } = await gateway.call('POST', '/api-keys', { name }, headers)
    assert.equal(status, 201, JSON.stringify(body))
    return body as { id: string; key: string }
  }
  const withKey = (key: string) => ({ authorization: `Bearer ${key}` })
  const callWith = (key: string) =>
    gateway.call('GET', '/projects', undefined, withKey(key)).then(({ status }) => status)
  const listed = async () => (await gateway.call('GET', '/api-keys?limit=200')).body.items

  test('are shown when they are created, and never again', async () => {
    const { id, key } = await make()
    assert.match(id, /^key_/)
    assert.match(key, /^prk_[\w-]{43}$/)
    assert.equal(await callWith(key), 200)
    const { body } = await gateway.call('GET', '/api-keys')
    const [item] = body.items
    assert.deepEqual(
      [item.id, item.name, item.role, item.prefix, item.revokedAt],
      [id, 'a script', 'admin', key.slice(0, 8), null],
    )
    assert.equal(JSON.stringify(body).includes(key), false)
    assert.equal(gateway.logged.join().includes(key), false)
  })

  test('show who created them, and when they were used', async () => {
    const { id, key } = await make()
    const used = async () =>
      (await listed()).find((item: { id: string }) => item.id === id).lastUsedAt
    assert.equal(await used(), null)
    assert.equal(await callWith(key), 200)
    while ((await used()) === null) await new Promise(setImmediate)
    const second = await gateway.call('POST', '/api-keys', { name: 'its child' }, withKey(key))
    const [child] = await listed()
    assert.deepEqual([child.id, child.createdBy], [second.body.id, id])
  })

  test('have a name, and refuse fields that do not exist', async () => {
    for (const body of [{}, { name: '' }, { name: 'x', scopes: [] }, { name: 'x', role: 'editor' }])
      assert.equal((await gateway.call('POST', '/api-keys', body)).body.code, 'validation-failed')
  })

  test('that are revoked end at once, in every process', async () => {
    const { id, key } = await make()
    const metrics = createMetrics('gateway')
    const another = gatewayApp({ ...gateway.gateway, metrics, newId: newIds() })
    try {
      const elsewhere = () =>
        another
          .inject({ url: '/api/v1/projects', headers: withKey(key) })
          .then(({ statusCode }) => statusCode)
      assert.deepEqual([await callWith(key), await elsewhere()], [200, 200])
      assert.equal((await gateway.call('DELETE', `/api-keys/${id}`)).status, 204)
      assert.deepEqual([await callWith(key), await elsewhere()], [401, 401])
    } finally {
      await another.close()
    }
    const { body } = await gateway.call('GET', '/projects', undefined, withKey(key))
    assert.deepEqual([body.code, body.detail], ['unauthenticated', 'The API key was revoked.'])
    assert.equal((await gateway.call('DELETE', `/api-keys/${id}`)).status, 204)
    const { revokedAt, revokedBy } = (await listed()).find((item: { id: string }) => item.id === id)
    assert.ok(revokedAt && revokedBy?.startsWith('key_'))
  })

  test('that do not exist cannot be revoked', async () => {
    const { status, body } = await gateway.call('DELETE', `/api-keys/${newIds()('key')}`)
    assert.deepEqual([status, body.code], [404, 'api-key-not-found'])
  })

  test('are never without an admin: the last admin key stays', async () => {
    for (const { id, revokedAt, prefix } of await listed())
      if (!revokedAt && prefix) await gateway.call('DELETE', `/api-keys/${id}`)
    const [last] = (await listed()).filter((item: { revokedAt: unknown }) => !item.revokedAt)
    const { status, body } = await gateway.call('DELETE', `/api-keys/${last.id}`)
    assert.deepEqual([status, body.code], [409, 'last-admin-key'])
    assert.equal(await callWith(adminKey), 200)
  })
})

suite('an API key made with an Idempotency-Key', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway[Symbol.asyncDispose]())

  const repeat = (name: string) =>
    gateway.call('POST', '/api-keys', { name }, { 'idempotency-key': name })
  const keptBodies = async () =>
    JSON.stringify(
      (await gateway.gateway.database.pool.query('select * from idempotency_keys')).rows,
    )

  test('is replayed as it was, and stored nowhere in clear', async () => {
    const first = await repeat('replayed')
    const second = await repeat('replayed')
    assert.equal(second.headers['idempotency-replayed'], 'true')
    assert.deepEqual([second.status, second.body], [201, first.body])
    const kept = await keptBodies()
    assert.ok(kept.includes('replayed'))
    assert.equal(kept.includes(first.body.key), false)
  })

  test('cannot be shown again once its secret key was replaced', async () => {
    await repeat('rotated')
    await gateway.gateway.database.pool.query(
      `update idempotency_keys set body = replace(body, '"keyId":"', '"keyId":"0') where key = 'rotated'`,
    )
    const { status, body } = await repeat('rotated')
    assert.deepEqual([status, body.code], [409, 'idempotent-answer-lost'])
  })

  test('is one key, and the replayed response works, when the first try died before it responded', async () => {
    const first = await repeat('died')
    await gateway.gateway.database.pool.query(
      `update idempotency_keys set status = null, body = null, claimed_at = null where key = 'died'`,
    )
    const second = await repeat('died')
    assert.deepEqual([second.status, second.body.id], [201, first.body.id])
    const statusOf = (key: string) =>
      gateway
        .call('GET', '/projects', undefined, { authorization: `Bearer ${key}` })
        .then(({ status }) => status)
    assert.deepEqual([await statusOf(second.body.key), await statusOf(first.body.key)], [200, 401])
  })
})
