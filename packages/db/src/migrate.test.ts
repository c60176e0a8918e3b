import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { createDatabase } from '../../../tests/support/index.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'

const names = Object.keys(migrations)

async function emptyDatabase() {
  const database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('drop schema public cascade; create schema public')
  await client.end()
  return database
}

suite('migrating', () => {
  test('an empty database applies all, a second time none', async () => {
    await using database = await emptyDatabase()
    assert.deepEqual(await migrate(database.url), names)
    assert.deepEqual(await migrate(database.url), [])
  })

  test('two at once apply each migration once', async () => {
    await using database = await emptyDatabase()
    const applied = await Promise.all([migrate(database.url), migrate(database.url)])
    assert.deepEqual(applied.flat(), names)
  })

  test('the names are in the order in which they are applied', () =>
    assert.deepEqual(names, names.toSorted()))

  test('a database that is not there is a fault', async () => {
    await using database = await createDatabase()
    await assert.rejects(migrate(`${database.url}_gone`))
  })
})
