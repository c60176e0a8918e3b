import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkServerUrl, serverPath, serverUrlSchema } from './server-url.ts'

const codes = (url: string, privateTargets: string[] = []) =>
  checkServerUrl(url, 'settings.url', { dataDir: '/data', privateTargets }).map(({ code }) => code)

suite('the URL of a server', () => {
  test('is http or https', () => {
    for (const url of ['ftp://example.org', 'example.org', 'javascript:alert(1)'])
      assert.equal(serverUrlSchema.safeParse(url).success, false, url)
  })

  test('is public, or listed', () => {
    assert.deepEqual(codes('https://example.org/blog'), [])
    assert.deepEqual(codes('http://127.0.0.1:1'), ['target-not-allowed'])
    assert.deepEqual(codes('http://127.0.0.1:1', ['127.0.0.1']), [])
  })

  test('holds no credentials, query or fragment', () => {
    assert.deepEqual(codes('https://me:pass@example.org/'), ['secret-in-settings'])
    assert.deepEqual(codes('https://example.org/?a=1'), ['not-a-server'])
    assert.deepEqual(codes('https://example.org/#a'), ['not-a-server'])
  })

  test('keeps its path', () => {
    for (const url of ['https://example.org/blog', 'https://example.org/blog/'])
      assert.equal(serverPath(url, '/api'), 'https://example.org/blog/api')
  })
})
