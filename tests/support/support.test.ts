import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createDatabase, startTestNats } from './index.ts'
import { withClient } from './with-client.ts'

const contents = async (url: string) =>
  withClient(url, async (client) => {
    const { rows: tables } = await client.query(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    const rows: unknown[] = []
    for (const { name } of tables) rows.push((await client.query(`table ${name}`)).rows)
    return { tables, rows }
  })

const change = (url: string, statements: string) =>
  withClient(url, (client) => client.query(statements))

suite('the database of a test', () => {
  test('equals a freshly migrated one after earlier tests changed rows', async () => {
    const first = await createDatabase()
    const fresh = await contents(first.url)
    await change(
      first.url,
      `update log_head set seq = 5, position = 7;
       delete from system_jobs;
       insert into projects (id, name, created_at) values ('project_1', 'one', now());
       insert into articles (id, project_id, title, body, tags, created_at, updated_at)
         values ('a', 'project_1', 't', 'b', '[]', now(), now());
       update kysely_migration set name = 'another'`,
    )
    await first[Symbol.asyncDispose]()
    await using second = await createDatabase()
    assert.equal(second.url, first.url)
    assert.deepEqual(await contents(second.url), fresh)
  })

  for (const more of [
    'create table more ()',
    'drop table queue',
    'alter table runs disable trigger all',
    'drop index runs_paused',
    'analyze',
    'truncate runs cascade',
    `create function nothing() returns void language sql as ''`,
    `do $$ begin execute format('alter database %I set work_mem = ''1MB''', current_database()); end $$`,
    `insert into snapshots (sha256, content)
       select i::text, json_build_object('body', (select string_agg(md5(n::text || i), '') from generate_series(1, 3000) n)) from generate_series(1, 500) i`,
  ])
    test(`is not reused after a test that changed more than rows: ${more.slice(0, 40)}`, async () => {
      const changed = await createDatabase()
      await change(changed.url, more)
      await changed[Symbol.asyncDispose]()
      await using database = await createDatabase()
      assert.notEqual(database.url, changed.url)
      await assert.rejects(contents(changed.url), { code: '3D000' })
    })

  test('is not shared by tests that use one at the same time', async () => {
    await using first = await createDatabase()
    await using second = await createDatabase()
    assert.notEqual(first.url, second.url)
  })

  test('cannot be returned while a client is connected to it, and names its activity', async () => {
    const database = await createDatabase()
    await withClient(database.url, async (client) => {
      // The connection is ended with the database.
      client.on('error', () => {})
      await client.query('select 1 as still_here')
      await assert.rejects(async () => database[Symbol.asyncDispose](), {
        message: 'the test left 1 connections to its database: select 1 as still_here',
      })
    })
    await assert.rejects(contents(database.url), { code: '3D000' })
  })
})

suite('the NATS of a test', () => {
  test('has JetStream and a store of its own', async () => {
    await using first = await startTestNats()
    await using second = await startTestNats()
    assert.notEqual(first.url, second.url)
  })
})
