import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { createDatabase } from '@pressrun/tests'
import { checkSchema } from './check-schema.ts'

suite('the doctor on the schema', () => {
  test('accepts the schema of this version', async () => {
    await using database = await createDatabase()
    assert.equal((await checkSchema(database.url).run()).level, 'ok')
  })

  test('fails on the schema of a later version', async () => {
    await using database = await createDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query(`insert into kysely_migration values ('999-later', '2030-01-01')`)
    await client.end()
    const { level, what } = await checkSchema(database.url).run()
    assert.equal(level, 'fail')
    assert.match(what, /newer than this version/)
  })

  test('fails where there is no database', async () => {
    const { level, what } = await checkSchema('postgres://nobody@127.0.0.1:1/none').run()
    assert.equal(level, 'fail')
    assert.match(what, /could not be read/)
  })
})
