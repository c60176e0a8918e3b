import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openDatabase } from '@pressrun/db'
import { markRestored } from '@pressrun/db/operating'
import { createDatabase } from '@pressrun/tests'
import { checkRestore } from './check-restore.ts'

suite('the doctor on restores', () => {
  test('fails while a restore waits to be accepted, and gives the reason', async () => {
    await using database = await createDatabase()
    const check = checkRestore(database.url)
    assert.equal((await check.run()).level, 'ok')
    await using opened = openDatabase({ url: database.url })
    await markRestored(opened.pool, 'a test says so')
    const { level, what } = await check.run()
    assert.equal(level, 'fail')
    assert.match(what, /restored from a backup \(a test says so\)/)
  })

  test('warns where there is no database', async () => {
    assert.equal((await checkRestore('postgres://nobody@127.0.0.1:1/none').run()).level, 'warn')
  })
})
