import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openDatabase } from '@pressrun/db'
import { createDatabase } from '@pressrun/tests'
import { checkRows } from './check-rows.ts'

suite('the doctor on rows that exist from the beginning', () => {
  test('names the missing ones', async () => {
    await using database = await createDatabase()
    const check = checkRows(database.url)
    assert.equal((await check.run()).level, 'ok')
    await using opened = openDatabase({ url: database.url })
    await opened.pool.query('delete from log_head')
    const { level, what } = await check.run()
    assert.equal(level, 'fail')
    assert.match(what, /row of log_head was lost/)
  })

  test('misses none where the database is away', async () => {
    assert.equal((await checkRows('postgres://nobody@127.0.0.1:1/none').run()).level, 'warn')
  })
})
