import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { createDatabase, startTestNats } from './index.ts'

suite('what tests stand on', () => {
  test('each database is fresh and has the schema', async () => {
    await using database = await createDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const events = await client.query('select count(*)::int as events from events')
    await client.end()
    assert.deepEqual(events.rows, [{ events: 0 }])
  })

  test('a dropped database is gone', async () => {
    const database = await createDatabase()
    await database[Symbol.asyncDispose]()
    const client = new pg.Client({ connectionString: database.url })
    await assert.rejects(client.connect(), { code: '3D000' })
  })

  test('each nats-server has JetStream and a store of its own', async () => {
    await using first = await startTestNats()
    await using second = await startTestNats()
    assert.notEqual(first.url, second.url)
  })
})
