import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describePlatforms } from './describe-platforms.ts'
import { connectors, findConnector } from './registry.ts'

suite('the registry', () => {
  test('finds a connector by its platform', () => {
    assert.equal(findConnector('feed')?.class, 'deterministic-id')
    assert.equal(findConnector('webhook')?.class, 'key')
    assert.equal(findConnector('toString'), undefined)
  })

  test('describes every platform as plain JSON', () => {
    const described = describePlatforms()
    assert.deepEqual(
      described.map(({ platform }) => platform),
      [...connectors.keys()],
    )
    assert.deepEqual(JSON.parse(JSON.stringify(described)), described)
  })
})
