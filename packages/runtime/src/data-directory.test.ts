import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { locateInDataDir } from './data-directory.ts'

suite('a directory for foreign files', () => {
  test('is inside the data dir, given as relative or absolute', () => {
    assert.equal(locateInDataDir('/data', 'sites/a'), '/data/sites/a')
    assert.equal(locateInDataDir('/data', '/data/sites/a'), '/data/sites/a')
    assert.equal(locateInDataDir('/data', 'a/../b'), '/data/b')
    assert.equal(locateInDataDir('/data', '..a'), '/data/..a')
  })

  for (const outside of [
    'postgres',
    'postgres/cluster/pg_replslot',
    'nats/jetstream',
    'logs/x',
    'feeds/../postgres',
    'admin-key',
    '..',
    '../x',
    'a/../../x',
    '/etc',
    '/data-other/x',
    '.',
    '/data',
    'a/..',
  ]) {
    test(`${outside} is refused`, () => assert.equal(locateInDataDir('/data', outside), undefined))
  }
})
