import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createDatabase, eventually } from '@pressrun/tests'
import { openDatabase } from '@pressrun/db'
import { isPresent, presenceOn } from './presence.ts'

suite('the presence of a process', () => {
  test('is seen from its announcement to its end', async () => {
    await using created = await createDatabase()
    await using database = openDatabase({ url: created.url })
    const presence = presenceOn(created.url)
    const isThere = () => isPresent(database.pool, presence.id)
    assert.equal(await isThere(), false)
    await presence.announce()
    await presence.announce()
    assert.equal(await isThere(), true)
    assert.equal(await isPresent(database.pool, presence.id + 1), false)
    await presence[Symbol.asyncDispose]()
    await eventually(async () => !(await isThere()), { what: 'it is gone' })
  })

  test('comes back when its connection is lost', async () => {
    await using created = await createDatabase()
    await using database = openDatabase({ url: created.url })
    await using presence = presenceOn(created.url)
    await presence.announce()
    const pidOfLock = async () => {
      const { rows } = await database.pool.query<{ pid: number }>(
        `select pid from pg_locks where locktype = 'advisory' and objid = $1`,
        [presence.id],
      )
      return rows[0]?.pid
    }
    const before = await pidOfLock()
    await database.pool.query('select pg_terminate_backend($1)', [before])
    await eventually(
      async () => {
        const pid = await pidOfLock()
        return pid !== undefined && pid !== before
      },
      { what: 'it is there again' },
    )
  })
})
