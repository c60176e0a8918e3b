import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkSettings, credentialsSchema, settingsSchema, type Settings } from './settings.ts'

const codes = (settings: Settings, privateTargets: string[] = []) =>
  checkSettings(settings, { dataDir: '/data', privateTargets }).map(({ code }) => code)

suite('the settings of a webhook', () => {
  for (const url of [
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]:8080/',
    'http://[::ffff:10.0.0.1]/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://localhost/',
    'http://localhost./',
    'http://api.localhost/',
  ]) {
    test(`${url} is not allowed`, () => assert.deepEqual(codes({ url }), ['target-not-allowed']))
  }

  test('a public host is allowed, and a private one that is listed', () => {
    assert.deepEqual(codes({ url: 'https://example.org/hook' }), [])
    assert.deepEqual(codes({ url: 'http://127.0.0.1:9/' }, ['127.0.0.0/8']), [])
    assert.deepEqual(codes({ url: 'http://localhost:9/' }, ['127.0.0.1']), [])
    assert.deepEqual(codes({ url: 'http://localhost:9/' }, ['localhost']), [])
  })

  test('secrets are not allowed in settings', () => {
    assert.deepEqual(codes({ url: 'https://me:pass@example.org/' }), ['secret-in-settings'])
    for (const name of ['Authorization', 'X-Api-Key', 'cookie', 'x-auth-token']) {
      const headers = { [name]: 'x' }
      assert.deepEqual(codes({ url: 'https://example.org/', headers }), ['secret-in-settings'])
    }
    assert.deepEqual(codes({ url: 'https://example.org/', headers: { 'x-team': 'a' } }), [])
  })

  for (const [why, headers] of [
    ['would split the request', { 'x-team': 'a\r\nx-evil: 1' }],
    ['are not names', { 'x team': 'a' }],
    ['are ours', { 'Idempotency-Key': 'a' }],
    ['sign', { 'webhook-signature': 'a' }],
    ['belong to the connection', { 'Transfer-Encoding': 'chunked' }],
    ['name another host', { Host: 'example.com' }],
    ['are too many', Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, 'a']))],
  ] as const) {
    test(`headers that ${why} are refused`, () => {
      assert.equal(
        settingsSchema.safeParse({ url: 'https://example.org/', headers }).success,
        false,
      )
      assert.equal(credentialsSchema.safeParse({ headers }).success, false)
    })
  }

  test('only http and https URLs are accepted', () => {
    for (const url of ['ftp://example.org/', 'file:///etc/passwd', '/hook', 'example.org']) {
      assert.equal(settingsSchema.safeParse({ url }).success, false, url)
    }
  })

  test('a secret is whsec_ and 24 to 64 bytes in base64', () => {
    const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`
    const accepts = (secret: string) => credentialsSchema.safeParse({ secret }).success
    assert.deepEqual([23, 24, 64, 65].map(secretOf).map(accepts), [false, true, true, false])
    assert.equal(accepts('hunter2'), false)
  })
})
