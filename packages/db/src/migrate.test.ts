import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { createDatabase } from '../../../tests/support/index.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { openQueryDatabase } from './queries/query-database.ts'

const names = Object.keys(migrations)

async function emptyDatabase() {
  const database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('drop schema public cascade; create schema public')
  await client.end()
  return database
}

/** As that migration left it, with a project `p`. */
async function databaseAsOf(name: string) {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await emptyDatabase())
  const { kysely, pool } = stack.use(openQueryDatabase({ url }))
  const provider = { getMigrations: async () => migrations }
  await new Migrator({ db: kysely, provider }).migrateTo(name)
  await pool.query(`insert into projects (id, name, created_at) values ('p', 'P', now())`)
  return { url, pool, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

suite('migrating', () => {
  test('an empty database applies all, a second time none', async () => {
    await using database = await emptyDatabase()
    assert.deepEqual(await migrate(database.url), names)
    assert.deepEqual(await migrate(database.url), [])
  })

  test('a database of an earlier version keeps what is in it', async () => {
    await using earlier = await databaseAsOf('010-held-up-lanes')
    await earlier.pool.query(
      `insert into content_sources (id, project_id, type, location, every_minutes, next_scan_at,
        created_at, updated_at) values ('s', 'p', 'rss', '', 15, now(), now(), now())`,
    )
    await earlier.pool.query(
      `insert into content_source_items (source_id, identity, hash, article_id, article_version,
        first_seen_at) values ('s', 'one', 'hash', 'a', 1, now())`,
    )
    assert.deepEqual(await migrate(earlier.url), names.slice(names.indexOf('011-unread-columns')))
    const { rows } = await earlier.pool.query('select * from content_source_items')
    const item = { source_id: 's', identity: 'one', hash: 'hash', article_id: 'a' }
    assert.deepEqual(rows, [{ ...item, article_version: 1, stamp: null, alias: null }])
  })

  test('a schedule of an earlier version learns from the log what it skipped', async () => {
    await using earlier = await databaseAsOf('011-unread-columns')
    await earlier.pool.query(
      `insert into schedules (id, version, status, project_id, cron, time_zone, template, account_ids,
        priority, concurrency, missed, catch_up_minutes, fired, skipped, failures, created_at)
      values ('s', 4, 'active', 'p', '@daily', 'UTC', '{}', '[]', 5, 10, 'all', 60, 1, 4, 0, now())`,
    )
    const skips = [
      ['missed', 2],
      ['nothing-new', 1],
      ['already-fired', 1],
    ] as const
    for (const [i, [reason, count]] of skips.entries())
      await earlier.pool.query(
        `insert into log (seq, first, last, subject, schema_version, meta, at, streams, data)
          values ($1::bigint, $1, $1, 'pressrun.events.schedule.ScheduleSkipped', 1, '{}', now(), '{s}',
            json_build_array(json_build_object('stream', 's', 'version', $1, 'data', $2::json)))`,
        [i + 2, { reason, count, until: `2026-01-0${i + 1}T00:00:00.000Z` }],
      )
    await migrate(earlier.url)
    const { rows } = await earlier.pool.query('select skipped, last_skip from schedules')
    const lastSkip = { at: '2026-01-02T00:00:00.000Z', reason: 'nothing-new' }
    assert.deepEqual(rows, [{ skipped: 3, last_skip: lastSkip }])
  })

  test('a task that was to be tried again before it was due is due by then, and its lane looks', async () => {
    await using earlier = await databaseAsOf('012-last-skip')
    await earlier.pool.query('alter table tasks disable trigger all')
    await earlier.pool.query(
      `insert into tasks (id, version, status, run_id, project_id, account_id, platform, ordinal,
        priority, attempt, spent, generation, due_at, eligible_at, in_doubt)
      select 'task_' || account, 3, 'queued', 'r', 'p', account, 'webhook', 0, 5, 1, 0, 1,
        '2026-03-01T09:00:03Z', eligible_at::timestamptz, false
      from (values ('early', '2026-03-01T09:00:01Z'), ('fine', '2026-03-01T09:00:05Z'))
        as lane (account, eligible_at)`,
    )
    await earlier.pool.query(
      `insert into lanes (account_id, pass) values ('early', 7), ('fine', 7)`,
    )
    await migrate(earlier.url)
    const { rows } = await earlier.pool.query(
      `select lanes.account_id as id, ready, turn, eligible_at from lanes join tasks using (account_id)
        order by 1`,
    )
    assert.deepEqual(rows, [
      { id: 'early', ready: true, turn: 7, eligible_at: '2026-03-01T09:00:03.000Z' },
      { id: 'fine', ready: false, turn: null, eligible_at: '2026-03-01T09:00:05.000Z' },
    ])
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

  test('a database that begins with another layout is refused, and nothing in it is touched', async () => {
    await using other = await emptyDatabase()
    const client = new pg.Client({ connectionString: other.url })
    await client.connect()
    await client.query(`create table kysely_migration (name text, timestamp text);
      insert into kysely_migration values ('001-the-record', '2026-01-01');
      create table events (position bigint)`)
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

  test('the names are in the order in which they are applied', () =>
    assert.deepEqual(names, names.toSorted()))

  test('a database that is not there is a fault', async () => {
    await using database = await createDatabase()
    await assert.rejects(migrate(`${database.url}_gone`))
  })
})
