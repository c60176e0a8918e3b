import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { migrations } from '../migrations/index.ts'
import { newId, openTestLog, type TestLog } from '../database.fixture.ts'
import { openDatabase } from '../database.ts'
import { rightsFault } from './missing-rights.ts'
import { judgeSchema, migrationNames, schemaFault, schemaFaultAtStart } from './schema-fault.ts'

suite('judging a schema', () => {
  test('finds nothing wrong with the migrations of this version', () =>
    assert.equal(judgeSchema(['001-a', '002-b'], ['001-a', '002-b']), undefined))

  test('names what a newer version has added', () =>
    assert.match(
      judgeSchema(['001-a', '002-b'], ['001-a']) ?? '',
      /^the database is newer than this version: .* 002-b;/,
    ))

  test('names the layout of another version, which is no older or newer one', () =>
    assert.match(
      judgeSchema(['001-z', '002-b'], ['001-a', '002-b']) ?? '',
      /^the database has another layout than this version, which begins with the migration 001-a:/,
    ))

  test('names what is missing', () =>
    assert.match(
      judgeSchema(['001-a'], ['001-a', '002-b']) ?? '',
      /^the database is older than this version: .* 002-b;/,
    ))

  test('knows the migrations by their files', () =>
    assert.deepEqual(migrationNames, Object.keys(migrations)))
})

suite('the schema of a database', () => {
  let log: TestLog
  beforeEach(async () => (log = await openTestLog()))
  afterEach(() => log[Symbol.asyncDispose]())

  test('is that of this version', async () => assert.equal(await schemaFault(log.pool), undefined))

  test('is newer when a later version has migrated it', async () => {
    await log.pool.query(`insert into kysely_migration values ('999-later', '2030-01-01')`)
    assert.match((await schemaFault(log.pool)) ?? '', /newer than this version.*999-later/)
    assert.match((await schemaFaultAtStart(log.pool)) ?? '', /newer than this version/)
  })

  test('is not there in a database that was never migrated', async () => {
    await log.pool.query('drop schema public cascade; create schema public')
    assert.match((await schemaFault(log.pool)) ?? '', /no tables of Pressrun.*pressrun migrate/)
  })

  test('of a database that is away does not keep a service from starting', async () => {
    await using nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
    assert.equal(await schemaFaultAtStart(nowhere.pool), undefined)
    await assert.rejects(schemaFault(nowhere.pool))
  })

  test('may be used by its owner', async () => assert.equal(await rightsFault(log.pool), undefined))

  test('names the rights that its role lacks', async () => {
    await using role = await otherRole(log)
    assert.match((await schemaFault(role.pool)) ?? '', /may not read .*: permission denied/)
    assert.match(
      (await rightsFault(role.pool)) ?? '',
      new RegExp(
        `^the database role ${role.name} lacks SELECT, INSERT, UPDATE, DELETE on \\w+; .* more`,
      ),
    )
    const tables = 'on all tables in schema public'
    await log.pool.query(`grant select, insert, update, delete ${tables} to ${role.name}`)
    await log.pool.query(`revoke insert, delete on tasks from ${role.name}`)
    await log.pool.query(`grant create on schema public to ${role.name}`)
    await log.pool.query(`insert into views (name, version, types, seq, position, updated_at)
      values ('analytics_hourly', 1, '{}', 0, 0, now())`)
    const lacks = (await rightsFault(role.pool)) ?? ''
    assert.match(lacks, / lacks INSERT, DELETE on tasks; OWNERSHIP on analytics_hourly \(/)
    await log.pool.query(`grant insert, delete on tasks to ${role.name}`)
    await log.pool.query(`alter table analytics_hourly owner to ${role.name}`)
    assert.equal(await rightsFault(role.pool), undefined)
  })
})

async function otherRole({ url, pool }: TestLog) {
  const stack = new AsyncDisposableStack()
  const name = `role_${newId('request').slice(-26)}`
  await pool.query(`create role ${name} login password 'other'`)
  stack.defer(async () => {
    await pool.query(`drop owned by ${name}; drop role ${name}`)
  })
  const other = Object.assign(new URL(url), { username: name, password: 'other' })
  const owned = stack.use(openDatabase({ url: other.href, connectionsMax: 1 }))
  return { name, pool: owned.pool, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
