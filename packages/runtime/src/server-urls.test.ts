import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isHttpUrl, isNatsUrls, isPostgresUrl } from './server-urls.ts'

suite('the address of', () => {
  test('Postgres', () => {
    for (const url of ['postgres://u:p@h:5432/d', 'postgresql:///d?host=/run', 'postgres://h/d'])
      assert.ok(isPostgresUrl(url), url)
    for (const url of ['notaurl', 'mysql://h/d', 'postgres:h', 'localhost:5432', ''])
      assert.equal(isPostgresUrl(url), false, url)
  })

  test('NATS', () => {
    const good = [
      'nats://h:4222',
      'tls://u:p@a:1,nats://b',
      'ws://h',
      'host',
      'host:4222',
      '[::1]:4222',
    ]
    for (const url of good) assert.ok(isNatsUrls(url), url)
    for (const url of [
      'http://h',
      'nats://h:port',
      'host:99999',
      'two hosts',
      'a,,b',
      'nats:h',
      '',
    ])
      assert.equal(isNatsUrls(url), false, url)
  })

  test('a collector of traces', () => {
    assert.ok(isHttpUrl('http://h:4318') && isHttpUrl('https://h/base'))
    for (const url of ['h:4318', 'grpc://h', 'http:h', 'notaurl'])
      assert.equal(isHttpUrl(url), false)
  })
})
