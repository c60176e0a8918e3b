import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { eventsOf, type Witness } from '@pressrun/events'
import { databaseFaultOf } from '../database-fault.ts'
import { meta, newRun, openTestLog, type TestLog } from '../database.fixture.ts'
import { readGuard } from '../guard/guard-row.ts'
import { readLog } from '../log/read.ts'
import { verifyState } from '../log/verify.ts'
import { watchDatabase } from '../watch-database.ts'
import { repairOwnRows } from './repair-own-rows.ts'
import { ownRows, refuseFaultyRows } from './own-rows.ts'

let log: TestLog
const each = () => {
  beforeEach(async () => {
    log = await openTestLog()
    for (let runs = 0; runs < 3; runs++) await create()
  })
  afterEach(() => log[Symbol.asyncDispose]())
}

const create = () => log.handle({ command: newRun(), meta })
const seen = async (): Promise<Witness> => {
  const newest = (await readLog(log.pool, 0, 1_000)).flatMap(eventsOf).at(-1)
  return { name: 'the stream', epoch: 1, position: newest?.position ?? 0, id: newest?.id }
}
const repair = async () => {
  const witness = await seen()
  return repairOwnRows(log.pool, async () => [witness])
}
const isSound = async () => {
  await refuseFaultyRows(log.pool)
  await create()
  assert.deepEqual((await verifyState(log.pool)).differences, [])
  assert.equal((await readGuard(log.pool)).restore, null)
}

suite('a row that exists from the beginning', () => {
  each()

  for (const row of ownRows)
    test(`of ${row} is named when it was deleted`, async () => {
      await log.pool.query(`delete from ${row}`)
      await assert.rejects(refuseFaultyRows(log.pool), new RegExp(`row of ${row} was lost`))
    })

  for (const row of ownRows.filter((one) => one !== 'dispatcher'))
    test(`of ${row} is made again when it was deleted`, async () => {
      await log.pool.query(`delete from ${row}`)
      assert.deepEqual(await repair(), [row])
      await isSound()
    })

  test('is not touched where all are sound', async () => {
    assert.deepEqual(await repair(), [])
    await isSound()
  })
})

suite('the head of the log', () => {
  each()

  const garbage = [
    ['was deleted', 'delete from log_head'],
    ['was set back', 'update log_head set seq = 1, position = 1'],
    ['was set to nothing', 'update log_head set seq = 0, position = 0'],
    ['names another position', 'update log_head set position = position + 1'],
    ['is ahead of the log', 'update log_head set seq = seq + 7, position = position + 7'],
  ] as const
  for (const [what, change] of garbage) {
    test(`that ${what} blocks every append, which the watch reports`, async () => {
      await log.pool.query(change)
      const before = await readLog(log.pool, 0, 1_000)
      await assert.rejects(create(), (cause) => databaseFaultOf(cause) === 'damaged')
      assert.deepEqual(await readLog(log.pool, 0, 1_000), before)
      const { rows } = await log.pool.query('select count(*)::integer as runs from runs')
      assert.equal(rows[0]?.runs, 3)
      await assert.rejects(watchDatabase(log.pool).check(), /damaged/)
    })

    test(`that ${what} is made again from the log`, async () => {
      await log.pool.query(change)
      assert.deepEqual(await repair(), ['log_head'])
      await isSound()
    })
  }

  test('is not trusted where the stream has seen more of the log: that is a restore', async () => {
    const witness = await seen()
    await log.pool.query('delete from log where seq = (select max(seq) from log)')
    await repairOwnRows(log.pool, async () => [witness])
    assert.match((await readGuard(log.pool)).restore?.reason ?? '', /has seen position/)
  })

  test('stays right under many concurrent appends', async () => {
    const others = Array.from({ length: 6 }, () => log.another())
    await Promise.all(
      others.flatMap(({ handle }) =>
        Array.from({ length: 20 }, () => handle({ command: newRun(), meta })),
      ),
    )
    await isSound()
  })
})

suite('the guard of the log', () => {
  each()

  test('made again, stops everything where no witness has seen how far the log was', async () => {
    await log.pool.query('delete from log_guard')
    await repairOwnRows(log.pool, async () => [])
    assert.match((await readGuard(log.pool)).restore?.reason ?? '', /nobody has seen/)
  })

  test('made again, has the epoch of the restore that was accepted last', async () => {
    await log.pool.query(
      `insert into restores values (4, now(), 'a test', 1, now(), 0, now(), 'a person')`,
    )
    await log.pool.query('delete from log_guard')
    const witness = await seen()
    await repairOwnRows(log.pool, async () => [{ ...witness, epoch: 4 }])
    const { epoch, restore, acceptedAt } = await readGuard(log.pool)
    assert.deepEqual([epoch, restore], [4, null])
    assert.notEqual(acceptedAt, null)
  })
})
