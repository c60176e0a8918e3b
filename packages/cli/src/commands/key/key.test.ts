import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ensureAdminKey, findApiKey } from '@pressrun/vault'
import { openDatabase, newIds } from '@pressrun/db'
import { createDatabase } from '@pressrun/tests'
import { OperatorError } from '../../operator-error.ts'
import { addKey, listKeys, revokeKey } from './index.ts'
import type { KeyWorld } from './key-world.ts'

async function openWorld() {
  const { url, ...rest } = await createDatabase()
  const printed: string[] = []
  const noted: string[] = []
  const world: KeyWorld = {
    withDatabase: (use) => use(url),
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
  }
  return { url, world, printed, noted, [Symbol.asyncDispose]: rest[Symbol.asyncDispose] }
}

suite('pressrun key', () => {
  test('adds a working key, and prints nothing but it', async () => {
    await using opened = await openWorld()
    const { url, world, printed, noted } = opened
    await addKey(world, { name: 'the shop' })
    const [key = '', ...more] = printed
    assert.deepEqual(more, [])
    await using database = openDatabase({ url })
    const found = await findApiKey(database, key)
    assert.equal(found?.role, 'admin')
    assert.ok(noted[0]?.startsWith(`${found.id} is an admin key`))
    await assert.rejects(addKey(world, { name: ' ' }), OperatorError)
  })

  test('lists keys by their beginnings, and revokes all but the last', async () => {
    await using opened = await openWorld()
    const { url, world, printed } = opened
    await ensureAdminKey(url, 'given to the first start', newIds())
    await addKey(world, { name: 'two\u001b[2J\nlines' })
    const [key = ''] = printed.splice(0)
    await listKeys(world)
    assert.equal(printed.length, 3)
    const [, second = '', first = ''] = printed.splice(0)
    assert.match(second, /^key_\w+  two\\x1b\[2J\\nlines  admin  prk_.{4}  .* never$/)
    assert.equal(second.includes(key), false)
    const idOf = (line: string) => line.split(' ')[0] ?? ''
    await revokeKey(world, idOf(second))
    assert.deepEqual(printed.splice(0), [`${idOf(second)} is revoked`])
    await assert.rejects(revokeKey(world, idOf(first)), /last admin key: make another first/)
    await assert.rejects(revokeKey(world, newIds()('key')), /there is no key/)
    await assert.rejects(revokeKey(world, 'prk_x'), /is no id of a key/)
    await listKeys(world)
    assert.match(printed[1] ?? '', /T.*Z.*T.*Z$|never {2}.*Z$/)
  })
})
