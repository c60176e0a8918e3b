import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { locateFolder } from './locate-folder.ts'

const limits = { dataDir: '/data', sourceDirs: ['/srv/posts', '/srv/more'] }
const locate = (location: string) => locateFolder(location, limits)

suite('a folder', () => {
  test('may be inside the data directory', () => {
    assert.deepEqual(locate('posts/new'), { path: '/data/posts/new', root: '/data' })
    assert.deepEqual(locate('/data/posts'), { path: '/data/posts', root: '/data' })
  })

  test('may be a directory that the operator allows to be read, or inside one', () => {
    assert.deepEqual(locate('/srv/posts'), { path: '/srv/posts', root: '/srv/posts' })
    assert.deepEqual(locate('/srv/more/2026/'), { path: '/srv/more/2026', root: '/srv/more' })
  })

  test('is refused in any other place', () => {
    for (const location of [
      '../x',
      '/srv',
      '/srv/posts/../x',
      '/srv/posts-2',
      '/etc',
      '.',
      '/data',
    ])
      assert.equal(locate(location), undefined, location)
  })

  test("may not be one of Pressrun's own", () => {
    for (const location of ['postgres', 'nats/jetstream', 'logs'])
      assert.equal(locate(location), undefined, location)
  })
})
