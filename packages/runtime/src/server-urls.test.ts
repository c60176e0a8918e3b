import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isHostOrRange, isHttpUrl, isNatsUrls, isPostgresUrl } from './server-urls.ts'

suite('server addresses', () => {
  test('a Postgres URL is validated', () => {
    for (const url of ['postgres://u:p@h:5432/d', 'postgresql:///d?host=/run', 'postgres://h/d'])
      assert.ok(isPostgresUrl(url), url)
    for (const url of ['notaurl', 'mysql://h/d', 'postgres:h', 'localhost:5432', ''])
      assert.equal(isPostgresUrl(url), false, url)
  })

  test('NATS URLs are validated', () => {
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

  test('private targets are validated', () => {
    for (const target of ['localhost', 'a.b-c.internal', '127.0.0.1', '::1', '[::1]', '10.0.0.0/8'])
      assert.ok(isHostOrRange(target), target)
    for (const target of [
      '10.0.0.0/33',
      '10.0.0/8',
      'host/8',
      'fd00::/129',
      '10.0.0.0/8/8',
      '10.1',
    ])
      assert.equal(isHostOrRange(target), false, target)
    for (const target of ['http://h', 'h:80', '127.0.0.1:80', 'a b', '10.0.0.0/', ''])
      assert.equal(isHostOrRange(target), false, target)
  })

  test('the URL of a trace collector is validated', () => {
    assert.ok(isHttpUrl('http://h:4318') && isHttpUrl('https://h/base'))
    for (const url of ['h:4318', 'grpc://h', 'http:h', 'notaurl'])
      assert.equal(isHttpUrl(url), false)
  })
})
