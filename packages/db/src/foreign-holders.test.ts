import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventually } from '@pressrun/tests'
import pg from 'pg'
import { meta, newRun, openTestLog } from './database.fixture.ts'
import { refuseForeignHolders, roleLocks } from './foreign-holders.ts'

suite('a lock that only one process may hold', () => {
  for (const [role, lock] of Object.entries(roleLocks))
    test(`of the ${role} held by a foreign session: the check names it until it ends`, async () => {
      await using log = await openTestLog()
      await refuseForeignHolders(log.pool)
      const stranger = new pg.Client({ connectionString: log.url, application_name: 'psql' })
      await stranger.connect()
      const { rows } = await stranger.query<{ pid: number }>(
        `select pg_advisory_lock(${lock}), pg_backend_pid() as pid`,
      )
      await assert.rejects(
        refuseForeignHolders(log.pool),
        new RegExp(`lock of the ${role} \\(${lock}\\).*pid ${rows[0]?.pid}, application psql`),
      )
      await stranger.query(`select pg_advisory_unlock(${lock})`)
      await refuseForeignHolders(log.pool)
      await stranger.end()
    })

  test('held by a session of Pressrun is no fault', async () => {
    await using log = await openTestLog()
    await log.pool.query(`select pg_advisory_lock(${roleLocks.relay})`)
    await refuseForeignHolders(log.pool)
  })

  test('of a table held by a foreign session: the check names the session that blocks ours', async () => {
    await using log = await openTestLog()
    const another = log.another()
    const stranger = new pg.Client({ connectionString: log.url, application_name: 'a report' })
    await stranger.connect()
    await stranger.query('begin; lock table queue in access exclusive mode')
    const waiting = another.handle({ command: newRun(), meta })
    const isNamed = () =>
      refuseForeignHolders(log.pool).then(
        () => false,
        (cause: Error) => /keeps it waiting for a lock .* a report/.test(cause.message),
      )
    await eventually(isNamed, { what: 'it is named' })
    await stranger.end()
    assert.equal((await waiting).kind, 'events')
    await refuseForeignHolders(log.pool)
  })
})
