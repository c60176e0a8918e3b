import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { meta, newRun, openTestLog } from './database.fixture.ts'
import { databaseFaultOf, spoilsConnection, type DatabaseFault } from './database-fault.ts'
import { openDatabase, type Database } from './database.ts'
import { commandHandler } from './commands/handle.ts'
import { watchDatabase } from './watch-database.ts'

/** A database of the test's own, and a superuser that disturbs it. */
async function openOther() {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await openTestLog())
  const operator = new pg.Client({ connectionString: url })
  await operator.connect()
  stack.defer(() => operator.end())
  const name = new URL(url).pathname.slice(1)
  const open = (options: { queryTimeoutMs?: number; connectionsMax?: number } = {}) =>
    stack.use(openDatabase({ url, ...options }))
  return { operator, name, url, open, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** The expected fault, and the error of a command; both are gone when `mend` is done. */
async function meets(
  { pool }: Database,
  fault: DatabaseFault,
  repair: () => Promise<unknown>,
  says: RegExp,
) {
  const watch = watchDatabase(pool)
  const handle = commandHandler({ pool, now: Date.now })
  const create = () => handle({ command: newRun(), meta })
  const isFault = (cause: unknown) => {
    assert.equal(databaseFaultOf(cause), fault)
    return true
  }
  await assert.rejects(create(), isFault)
  // All that share a batch learn it at once: none is retried alone, each for as long.
  const together = await Promise.allSettled([create(), create(), create()])
  for (const one of together) isFault((one as PromiseRejectedResult).reason)
  await assert.rejects(watch.check(), says)
  assert.equal(await watch.fault(), fault)
  await repair()
  await watch.check()
  assert.equal(await watch.fault(), undefined)
  assert.equal((await create()).kind, 'events')
}

suite('a database that cannot be appended to', () => {
  test('because it is read-only', async () => {
    await using other = await openOther()
    const { operator, name } = other
    await operator.query(`alter database ${name} set default_transaction_read_only = on`)
    await meets(
      other.open(),
      'read-only',
      async () => {
        await operator.query('set default_transaction_read_only = off')
        await operator.query(`alter database ${name} set default_transaction_read_only = off`)
      },
      /^Error: read-only: cannot execute SELECT FOR UPDATE in a read-only transaction$/,
    )
  })

  test('because another session holds the lock that every append needs', async () => {
    await using other = await openOther()
    const { operator } = other
    await operator.query('begin; lock table log_head')
    await meets(
      other.open({ queryTimeoutMs: 300 }),
      'timeout',
      () => operator.query('rollback'),
      /^Error: timeout: canceling statement due to /,
    )
  })

  test('because it has no connection left', async () => {
    await using other = await openOther()
    const { operator, name } = other
    await operator.query(`create role ${name} login in role pressrun connection limit 0`)
    try {
      const url = Object.assign(new URL(other.url), { username: name, password: '' })
      await operator.query(`alter role ${name} password 'x'`)
      url.password = 'x'
      await using database = openDatabase({ url: url.href })
      await meets(
        database,
        'busy',
        () => operator.query(`alter role ${name} connection limit -1`),
        /^Error: busy: too many connections for role/,
      )
    } finally {
      await operator.query(`drop role ${name}`)
    }
  })

  test('because its password was changed', async () => {
    await using other = await openOther()
    const url = Object.assign(new URL(other.url), { password: 'an old one' })
    await using database = openDatabase({ url: url.href })
    const check = watchDatabase(database.pool).check()
    await assert.rejects(check, /^Error: unavailable: password authentication failed for user/)
  })

  test('because it lacks the right to is not ready, and no fault of the server', async () => {
    await using other = await openOther()
    const { operator, name } = other
    await operator.query(`create role ${name} login password 'x'`)
    try {
      const url = Object.assign(new URL(other.url), { username: name, password: 'x' })
      await using database = openDatabase({ url: url.href })
      await assert.rejects(watchDatabase(database.pool).check(), /permission denied for table/)
    } finally {
      await operator.query(`drop role ${name}`)
    }
  })
})

suite('telling faults of the database apart', () => {
  const databaseError = (code: string, message = '') =>
    Object.assign(new pg.DatabaseError(message, 0, 'error'), { code })

  const faults: readonly (readonly [string, DatabaseFault | undefined])[] = [
    ['25006', 'read-only'],
    ['57014', 'timeout'],
    ['55P03', 'timeout'],
    ['25P04', 'timeout'],
    ['53100', 'disk-full'],
    ['53200', 'busy'],
    ['53300', 'busy'],
    ['57P01', 'unavailable'],
    ['57P03', 'unavailable'],
    ['08006', 'unavailable'],
    ['28P01', 'unavailable'],
    ['3D000', 'unavailable'],
    ['23505', undefined],
    ['40001', undefined],
    ['42501', undefined],
    ['22021', undefined],
  ]
  for (const [code, fault] of faults)
    test(`${code} is ${fault ?? 'none'}`, () =>
      assert.equal(databaseFaultOf(databaseError(code)), fault))

  test('a statement with the wrong parameters is no fault of the server; a pooler that hangs up is', async () => {
    const failure = (severity: string) => Object.assign(databaseError('08P01'), { severity })
    assert.equal(databaseFaultOf(failure('ERROR')), undefined)
    assert.ok(!spoilsConnection(failure('ERROR')))
    assert.equal(databaseFaultOf(failure('FATAL')), 'unavailable')
    await using log = await openTestLog()
    await assert.rejects(log.pool.query('select $1::int', [1, 2]), (cause) => {
      assert.ok(cause instanceof pg.DatabaseError)
      assert.equal(cause.code, '08P01')
      return databaseFaultOf(cause) === undefined
    })
  })

  test('a process whose connections are all lent out is busy', () =>
    assert.equal(databaseFaultOf(new Error('timeout exceeded when trying to connect')), 'busy'))

  test('an I/O error is a full disk where it says so', () => {
    assert.equal(databaseFaultOf(databaseError('58030', 'No space left on device')), 'disk-full')
    assert.equal(databaseFaultOf(databaseError('58030', 'Input/output error')), undefined)
  })

  test('a connection to a standby is not reused: behind its address may be another server', () => {
    assert.ok(spoilsConnection(databaseError('25006')))
    assert.ok(!spoilsConnection(databaseError('57014')))
  })
})
