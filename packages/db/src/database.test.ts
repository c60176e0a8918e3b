import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createDatabase } from '@pressrun/tests'
import { openDatabase } from './database.ts'

suite('a connection whose statements name rows by key', () => {
  test('has them planned by indexes, however small a table is at that time', async () => {
    await using created = await createDatabase()
    const planOf = async (byKey: boolean) => {
      await using database = openDatabase({ url: created.url, byKey, connectionsMax: 1 })
      const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
        `explain select from running where task_id = 'task_1'`,
      )
      return rows[0]?.['QUERY PLAN'] ?? ''
    }
    assert.match(await planOf(true), /Index.* Scan using running_pkey/)
    await using plain = openDatabase({ url: created.url })
    const { rows } = await plain.pool.query(`show plan_cache_mode`)
    assert.deepEqual(rows, [{ plan_cache_mode: 'auto' }])
  })
})
