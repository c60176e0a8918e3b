import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { requestRebuild, type Reached } from '@pressrun/bus'
import type { AccountId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openLog, type TestLog } from './analytics.fixture.ts'
import {
  advance,
  CheckpointMoved,
  claimTerm,
  inTerm,
  isOutdated,
  readCheckpoint,
  TermLost,
} from './checkpoint.ts'
import { analyticsHourly as view } from './views/analytics-hourly.ts'

const next = ({ seq, position }: Reached) => ({ seq: seq + 1, position: position + 1 })

suite('the hourly view', () => {
  let log: TestLog
  let accounts: AccountId[]
  let posts = 0
  before(async () => {
    log = await openLog()
    accounts = await Promise.all(Array.from({ length: 20 }, () => log.connect()))
  })
  after(() => log[Symbol.asyncDispose]())

  const spoil = { text: `delete from ${view.name}`, values: [] }
  const publish = async () => {
    await log.publish(accounts, (ordinal) => {
      if (ordinal % 5 === 0) return { outcome: 'rejected', code: 'no', message: 'No.' }
      if (ordinal % 7 === 0) return { outcome: 'unknown', code: 'reset', message: 'Reset.' }
      return { outcome: 'published' }
    })
    posts += accounts.length
  }

  test('counts what happened before it was created, and what happens after', async () => {
    await publish()
    await using analytics = await log.analytics()
    await log.counted(posts)
    await publish()
    await log.counted(posts)
    assert.deepEqual(analytics.interruptions, [])
  })

  test('goes on from its checkpoint', async () => {
    await publish()
    await using analytics = await log.analytics()
    await log.counted(posts)
    assert.deepEqual(analytics.interruptions, [])
  })

  test('is written by one process, and the others stand by quietly', async () => {
    await using first = await log.analytics()
    await eventually(first.isWriter)
    await using second = await log.analytics()
    await using third = await log.analytics()
    for (let i = 0; i < 5; i++) await publish()
    await log.counted(posts)
    const all = [first, second, third]
    assert.deepEqual(
      all.map(({ isWriter }) => isWriter()),
      [true, false, false],
    )
    assert.deepEqual(
      all.flatMap(({ interruptions }) => interruptions),
      [],
    )
    assert.equal(await log.consumers(), 1)
  })

  test('goes to another process when its writer ends, and leaves no consumer behind', async () => {
    const first = await log.analytics()
    await eventually(first.isWriter)
    await using second = await log.analytics()
    await first[Symbol.asyncDispose]()
    await publish()
    await eventually(second.isWriter)
    await log.counted(posts)
    assert.equal(await log.consumers(), 1)
    assert.deepEqual([...first.interruptions, ...second.interruptions], [])
  })

  test('is left by a writer that finds another in its place, and reports no fault', async () => {
    await using first = await log.analytics()
    await eventually(first.isWriter)
    await claimTerm(log.pool, view)
    await publish()
    // It stands by then, finds no writer, and takes the term again.
    await log.counted(posts)
    assert.deepEqual(first.interruptions, [])
  })

  test('takes in nothing when its checkpoint has been moved', async () => {
    const own = await claimTerm(log.pool, view)
    const from = await readCheckpoint(log.pool, own)
    const before = await log.figures()
    const late = { fromSeq: from.seq - 1, to: next(from) }
    await assert.rejects(advance(log.pool, own, late, [spoil]), CheckpointMoved)
    assert.deepEqual(await log.figures(), before)
    assert.deepEqual(await readCheckpoint(log.pool, own), from)
  })

  test('takes in nothing from a writer whose term is over', async () => {
    const old = await claimTerm(log.pool, view)
    const from = await readCheckpoint(log.pool, old)
    const own = await claimTerm(log.pool, view)
    const before = await log.figures()
    const move = { fromSeq: from.seq, to: next(from) }
    await assert.rejects(advance(log.pool, old, move, [spoil]), TermLost)
    const rebuilding = inTerm(log.pool, old, (client) => client.query(spoil.text))
    await assert.rejects(rebuilding, TermLost)
    await assert.rejects(readCheckpoint(log.pool, old), TermLost)
    assert.deepEqual(await log.figures(), before)
    assert.deepEqual(await readCheckpoint(log.pool, own), from)
  })

  test('is released by a writer that was frozen in the middle of a transaction', async () => {
    const frozen = await claimTerm(log.pool, view)
    const thawed = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const frozenWrite = inTerm(log.pool, frozen, async (client) => {
      locked.resolve()
      await thawed.promise
      await client.query(spoil.text)
    })
    await locked.promise
    const before = await log.figures()
    const own = await claimTerm(log.pool, view)
    thawed.resolve()
    await assert.rejects(frozenWrite)
    assert.deepEqual(await log.figures(), before)
    assert.equal(own.term, frozen.term + 1)
  })

  test('moves no checkpoint when its statements fail', async () => {
    const own = await claimTerm(log.pool, view)
    const from = await readCheckpoint(log.pool, own)
    const wrong = { text: 'insert into nowhere values (1)', values: [] }
    await assert.rejects(
      advance(log.pool, own, { fromSeq: from.seq, to: next(from) }, [wrong]),
      /nowhere/,
    )
    assert.deepEqual(await readCheckpoint(log.pool, own), from)
  })

  test('equals its rebuild', async () => {
    await using analytics = await log.analytics()
    await eventually(analytics.isWriter)
    await log.counted(posts)
    const before = await log.figures()
    await requestRebuild(log.connection, view.name)
    await analytics.rebuilt
    assert.deepEqual(await log.figures(), before)
  })

  test('is rebuilt by its writer, while events keep coming and another process stands by', async () => {
    await using analytics = await log.analytics()
    await eventually(analytics.isWriter)
    await using _other = await log.analytics()
    await log.pool.query(`update ${view.name} set posts_success = posts_success + 1000`)
    assert.deepEqual(await requestRebuild(log.connection, view.name), { state: 'started' })
    let rebuilding = true
    const rebuilt = analytics.rebuilt.finally(() => (rebuilding = false))
    while (rebuilding) await publish()
    await rebuilt
    await log.counted(posts)
    await publish()
    await log.counted(posts)
    assert.deepEqual(analytics.interruptions, [])
  })

  test('the hourly view has a broken-off rebuild repeated by the process that takes over', async () => {
    await log.pool.query(`update ${view.name} set posts_success = posts_success + 1000`)
    await log.pool.query('update views set rebuild_position = 1 where name = $1', [view.name])
    await using analytics = await log.analytics()
    await analytics.rebuilt
    await log.counted(posts)
  })

  test('the hourly view counts rows whose positions others had taken, even if its writer was away meanwhile', async () => {
    const others = () => {
      // The view does not receive this subject: it cannot see that rows are missing.
      for (let i = 0; i < 3; i++) log.connection.publish('pressrun.events.run.Unknown')
      return log.connection.flush()
    }
    {
      await using analytics = await log.analytics()
      await log.counted(posts)
      await others()
      await publish()
      await analytics.rebuilt
      await log.counted(posts)
    }
    {
      await using _analytics = await log.analytics()
      await log.counted(posts)
    }
    await log.pool.query(`update ${view.name} set posts_success = posts_success + 1000`)
    await others()
    await publish()
    await using analytics = await log.analytics()
    await analytics.rebuilt
    await log.counted(posts)
  })

  test('the hourly view is outdated when an older version filled it', async () => {
    assert.equal(await isOutdated(log.pool, view), false)
    assert.equal(await isOutdated(log.pool, { ...view, version: view.version + 1 }), true)
  })
})
