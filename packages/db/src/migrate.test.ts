import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { createDatabase } from '@pressrun/tests'
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
  test('an empty database gets all migrations, a second time none', async () => {
    await using database = await emptyDatabase()
    assert.deepEqual(await migrate(database.url), names)
    assert.deepEqual(await migrate(database.url), [])
  })

  test('two at once apply each migration once', async () => {
    await using database = await emptyDatabase()
    const applied = await Promise.all([migrate(database.url), migrate(database.url)])
    assert.deepEqual(applied.flat(), names)
  })

  test('a database of a later version is left as it is', async () => {
    await using later = await createDatabase()
    const client = new pg.Client({ connectionString: later.url })
    await client.connect()
    await client.query(`insert into kysely_migration values ('999-later', '2030-01-01')`)
    await client.end()
    await assert.rejects(migrate(later.url), {
      name: 'DatabaseNewer',
      message: /^the database is newer than this version: .*999-later/,
    })
  })

  for (const [whose, first] of [
    ['an earlier version', '001-the-log'],
    ['this version before its statements were changed', '001-layout-00000000'],
  ])
    test(`a database with the layout of ${whose} is refused, and nothing in it is touched`, async () => {
      await using other = await emptyDatabase()
      const client = new pg.Client({ connectionString: other.url })
      await client.connect()
      await client.query(`create table kysely_migration (name text, timestamp text);
      insert into kysely_migration values ('${first}', '2026-01-01');
      create table log (streams text[])`)
      await assert.rejects(migrate(other.url), {
        message:
          /^the database has another layout than this version, .* begin with an empty database$/,
      })
      const { rows } = await client.query(
        `select count(*)::int as tables from pg_tables where schemaname = 'public'`,
      )
      await client.end()
      assert.equal(rows[0].tables, 2)
    })

  test('one that is killed at any of its statements leaves nothing, and the next one completes', async () => {
    await using database = await emptyDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await using _client = { [Symbol.asyncDispose]: () => client.end() }
    await client.query(`create sequence commands;
      create function die() returns event_trigger language plpgsql as $$
      begin
        if nextval('commands') = current_setting('pressrun.dies_at', true)::integer then
          perform pg_terminate_backend(pg_backend_pid());
        end if;
      end $$;
      create event trigger dying on ddl_command_end execute function die()`)
    const tables = async () =>
      (
        await client.query(`select relname from pg_class
        where relnamespace = 'public'::regnamespace and relname !~ '^(commands|kysely_)'`)
      ).rowCount
    const dying = (command: number) => {
      const url = new URL(database.url)
      url.searchParams.set('options', `-c pressrun.dies_at=${command}`)
      return url.href
    }
    let killed = 0
    // The first counted command is the reset itself.
    for (let command = 2; ; command += 5) {
      await client.query('alter sequence commands restart')
      const outcome = await migrate(dying(command)).catch((cause: unknown) => cause)
      if (Array.isArray(outcome)) break
      assert.equal(await tables(), 0, `killed at ${command}`)
      killed += 1
    }
    assert.ok(killed > 12, `${killed} kills`)
    assert.deepEqual(await migrate(database.url), [])
  })

  test('the names are in the order in which they are applied', () =>
    assert.deepEqual(names, names.toSorted()))

  test('a database that is not there is a fault', async () => {
    await using database = await createDatabase()
    await assert.rejects(migrate(`${database.url}_gone`))
  })
})
