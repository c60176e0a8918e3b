import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isSecretKey, redacted, withoutSecrets } from './secrets.ts'

suite('secrets by key', () => {
  test('are redacted at any depth', () => {
    const account = { name: 'A', settings: [{ credentials: { accessToken: 'hunter2' } }] }
    assert.deepEqual(redacted({ account }), {
      account: { name: 'A', settings: [{ credentials: '***' }] },
    })
  })

  for (const key of [
    'authorization',
    'Proxy-Authorization',
    'credentials',
    'password',
    'appPassword',
    'client_secret',
    'accessToken',
    'apiKey',
    'x-api-key',
    'PRESSRUN_SECRET_KEY',
    'adminKey',
    'set-cookie',
  ]) {
    test(`include ${key}`, () => assert.equal(isSecretKey(key), true))
  }

  for (const key of ['accountId', 'idempotencyKey', 'tokens', 'secretary', 'author', 'key']) {
    test(`do not include ${key}`, () => assert.equal(isSecretKey(key), false))
  }
})

suite('secrets by form', () => {
  test('the password of a URL is redacted, the rest stays', () => {
    assert.equal(
      withoutSecrets(
        'connect postgres://press:hunter2@db:5432/x and nats://u:p%40ss@n:4222 failed',
      ),
      'connect postgres://press:***@db:5432/x and nats://u:***@n:4222 failed',
    )
  })

  test('a password that contains an @ is removed completely', () => {
    assert.equal(withoutSecrets('postgres://u:hun@ter2@db/x'), 'postgres://u:***@db/x')
  })

  test('a bearer token is redacted', () => {
    assert.equal(withoutSecrets('sent Bearer prk_abc.DEF-1= twice'), 'sent Bearer *** twice')
  })

  test('a long line is searched in linear time', () => {
    const started = performance.now()
    withoutSecrets('a'.repeat(200_000))
    assert.ok(performance.now() - started < 1_000)
  })

  test('a URL without a password stays as it is', () => {
    const text = 'http://127.0.0.1:8080/a:b@c and mailto:a@b.c at 10:30'
    assert.equal(withoutSecrets(text), text)
  })
})

suite('values fit for a log', () => {
  test('an error keeps its causes, and none of the properties that a library added', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    const error = Object.assign(new TypeError('failed', { cause }), { request: { body: 'x' } })
    const described = redacted(error) as Record<string, Record<string, unknown>>
    assert.deepEqual(Object.keys(described), ['type', 'message', 'stack', 'cause'])
    assert.equal(described['cause']?.['code'], 'ECONNREFUSED')
  })

  test('a value that contains itself is cut', () => {
    const self: Record<string, unknown> = {}
    self['self'] = self
    assert.match(JSON.stringify(redacted(self)), /too deep/)
  })

  test('bytes are counted, not shown', () => {
    assert.deepEqual(redacted({ body: Buffer.from('secret') }), { body: '[6 bytes]' })
  })

  test('a socket or client is named, not walked', () => {
    class Client {
      readonly url = 'postgres://u:hunter2@db/x'
    }
    assert.deepEqual(redacted({ client: new Client() }), { client: '[Client]' })
  })

  test('the result of toJSON is redacted as well', () => {
    const value = { toJSON: () => ({ password: 'hunter2' }) }
    assert.deepEqual(redacted({ value }), { value: { password: '***' } })
  })

  test('a date stays a date', () => {
    const at = new Date(0)
    assert.equal(JSON.stringify(redacted({ at })), '{"at":"1970-01-01T00:00:00.000Z"}')
  })
})
