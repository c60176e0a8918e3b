import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { suite, test } from 'node:test'
import pg from 'pg'
import { startPostgres } from '@pressrun/cli'
import { eventually, temporaryDirectory } from '@pressrun/tests'
import { meta, newRun, openTestLog } from '../database.fixture.ts'
import { openDatabase } from '../database.ts'
import { verifyState } from '../log/verify.ts'
import { migrate } from '../migrate.ts'
import { keepSnapshot } from '../snapshots.ts'
import { transact } from '../transact.ts'
import { isConflict, isLostConnection, violatedConstraint } from './failures.ts'
import { commandHandler } from './handle.ts'

const databaseError = (code: string, constraint?: string) =>
  Object.assign(new pg.DatabaseError('', 0, 'error'), { code, constraint })
const networkError = (code: string) => Object.assign(new Error(code), { code })

suite('telling failures apart', () => {
  test('a lost connection is recognized', () => {
    for (const code of ['57P01', '57P02', '57P03', '08006', '53300'])
      assert.ok(isLostConnection(databaseError(code)), code)
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])
      assert.ok(isLostConnection(networkError(code)), code)
    for (const code of ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EAGAIN', 'EADDRNOTAVAIL'])
      assert.ok(isLostConnection(networkError(code)), code)
    assert.ok(isLostConnection(new Error('Connection terminated unexpectedly')))
  })
  test('a refusal by the database is no lost connection', () => {
    for (const code of ['23505', '22021', '40P01', '25P02', '57014'])
      assert.ok(!isLostConnection(databaseError(code)), code)
    for (const cause of [new Error('no'), networkError('EACCES'), undefined, 'ECONNRESET'])
      assert.ok(!isLostConnection(cause))
  })
  test('a missing file is no lost connection, a missing socket is one', async () => {
    await assert.rejects(readFile('/no/such/file'), (cause) => !isLostConnection(cause))
    const away = new pg.Client({ host: '/no/such/directory' })
    await assert.rejects(away.connect(), isLostConnection)
  })
  test('a conflict with another writer is recognized', () => {
    for (const constraint of ['runs_pkey', 'tasks_pkey', 'accounts_pkey', 'schedules_pkey'])
      assert.ok(isConflict(databaseError('23505', constraint)))
    for (const code of ['40P01', '40001']) assert.ok(isConflict(databaseError(code)))
    assert.ok(!isConflict(databaseError('23505', 'accounts_name')))
    assert.ok(!isConflict(new Error('no')))
  })
  test('a violated constraint is named', () => {
    assert.equal(violatedConstraint(databaseError('23505', 'accounts_name')), 'accounts_name')
    assert.equal(violatedConstraint(databaseError('23503', 'runs_snapshot_fkey')), undefined)
  })
})

suite('a connection that breaks in the middle of a transaction', () => {
  test('fails that transaction only; the next has another connection', async () => {
    await using log = await openTestLog()
    const broken = transact(log.pool, async (client) => {
      const { rows } = await client.query('select pg_backend_pid() as pid')
      await log.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
      await client.query('select 1')
    })
    await assert.rejects(broken, isLostConnection)
    assert.equal((await log.handle({ command: newRun(), meta })).kind, 'events')
  })

  test('does not end the process when it breaks between two queries', async () => {
    await using log = await openTestLog()
    const lent = await log.pool.connect()
    const gone = new Promise((resolve) => lent.once('end', resolve))
    const { rows } = await lent.query('select pg_backend_pid() as pid')
    await log.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
    await gone
    lent.release()
  })
})

suite('Postgres that is killed and comes back', () => {
  const snapshot = keepSnapshot({ title: 'Spring' })

  test('fails commands under way, refuses new ones meanwhile, and is used again afterwards', async () => {
    await using directory = temporaryDirectory()
    const options = { dataDir: directory.path, database: 'pressrun' }
    const first = await startPostgres(options)
    await migrate(first.url)
    await using database = openDatabase({ url: first.url, connectionsMax: 2 })
    const { pool } = database
    const handle = commandHandler({ pool, now: Date.now })
    const create = () =>
      handle({
        command: newRun(1, { snapshot: snapshot.sha256 }),
        meta,
        extraStatements: [snapshot.statement],
      })
    await create()

    const holder = new pg.Client({ connectionString: first.url })
    holder.on('error', () => {})
    await holder.connect()
    await holder.query('begin; select position from log_head for update')
    const underWay = assert.rejects(create(), isLostConnection)
    const backend = await eventually(async () => {
      const { rows } = await pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where wait_event_type = 'Lock'`,
      )
      return rows[0]?.pid
    })
    // Its own backend first, or it could still commit before it notices that the rest is gone.
    process.kill(backend, 'SIGKILL')
    await first.kill()
    await underWay
    await assert.rejects(create(), isLostConnection)
    await assert.rejects(Promise.all([create(), create()]), isLostConnection)

    await using _second = await startPostgres({ ...options, port: first.port })
    await create()
    assert.deepEqual(await verifyState(pool), { position: 6, differences: [] })
  })
})
