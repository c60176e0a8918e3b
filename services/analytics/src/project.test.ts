import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { AccountId } from '@pressrun/events'
import { openLog, type TestLog } from './analytics.fixture.ts'
import { advance, CheckpointMoved, isOutdated, readCheckpoint } from './checkpoint.ts'
import { rebuild } from './rebuild.ts'
import { analyticsHourly as view } from './views/analytics-hourly.ts'

suite('the hourly view', () => {
  let log: TestLog
  let accounts: AccountId[]
  let posts = 0
  before(async () => {
    log = await openLog()
    accounts = await Promise.all(Array.from({ length: 20 }, () => log.connect()))
  })
  after(() => log[Symbol.asyncDispose]())

  const publish = async () => {
    await log.publish(accounts, (ordinal) => {
      if (ordinal % 5 === 0) return { outcome: 'rejected', code: 'no', message: 'No.' }
      if (ordinal % 7 === 0) return { outcome: 'unknown', code: 'reset', message: 'Reset.' }
      return { outcome: 'published' }
    })
    posts += accounts.length
  }

  test('counts what happened before it was there, and what happens then', async () => {
    await publish()
    await using projection = log.project()
    await log.counted(posts)
    await publish()
    await log.counted(posts)
    assert.deepEqual(projection.interruptions, [])
  })

  test('goes on from its checkpoint', async () => {
    await publish()
    await using projection = log.project()
    await log.counted(posts)
    assert.deepEqual(projection.interruptions, [])
  })

  test('counts once, however many count', async () => {
    await using _one = log.project()
    await using _two = log.project()
    await using _three = log.project()
    for (let i = 0; i < 5; i++) await publish()
    await log.counted(posts)
  })

  test('takes in nothing at a checkpoint that has moved', async () => {
    const from = await readCheckpoint(log.pool, view)
    const before = await log.figures()
    const spoil = { text: `delete from ${view.name}`, values: [] }
    const late = { from: from - 1, to: from + 1 }
    await assert.rejects(advance(log.pool, view, late, [spoil]), CheckpointMoved)
    assert.deepEqual(await log.figures(), before)
    assert.equal(await readCheckpoint(log.pool, view), from)
  })

  test('moves no checkpoint when what belongs to it fails', async () => {
    const from = await readCheckpoint(log.pool, view)
    const wrong = { text: 'insert into nowhere values (1)', values: [] }
    await assert.rejects(advance(log.pool, view, { from, to: from + 1 }, [wrong]), /nowhere/)
    assert.equal(await readCheckpoint(log.pool, view), from)
  })

  test('equals its rebuild', async () => {
    await using projection = log.project()
    await log.counted(posts)
    const before = await log.figures()
    const { pool, connection } = log
    const { whileStill, signal } = projection
    await rebuild({ pool, connection, view, whileStill, signal })
    assert.deepEqual(await log.figures(), before)
  })

  test('is rebuilt while events keep coming, and while another process counts them', async () => {
    await using projection = log.project()
    await using _other = log.project()
    await log.pool.query(`update ${view.name} set posts_success = posts_success + 1000`)
    const { pool, connection } = log
    const { whileStill, signal } = projection
    let rebuilding = true
    const rebuilt = rebuild({ pool, connection, view, whileStill, signal }).finally(
      () => (rebuilding = false),
    )
    while (rebuilding) await publish()
    await rebuilt
    await log.counted(posts)
    await publish()
    await log.counted(posts)
  })

  test('that an older version filled is known to be outdated', async () => {
    assert.equal(await isOutdated(log.pool, view), false)
    assert.equal(await isOutdated(log.pool, { ...view, version: view.version + 1 }), true)
  })
})
