import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { requestRebuild } from '@pressrun/bus'
import type { AccountId } from '@pressrun/events'
import { openLog, type TestLog } from '@pressrun/analytics/testing'
import { eventually } from '../support/index.ts'
import { startAnalytics } from './start-analytics.ts'

suite('two analytics at one database', () => {
  let log: TestLog
  let accounts: AccountId[]
  let posts = 0
  before(async () => {
    log = await openLog()
    accounts = await Promise.all(Array.from({ length: 100 }, () => log.connect()))
  })
  after(() => log[Symbol.asyncDispose]())

  const publish = async (times: number) => {
    for (let i = 0; i < times; i++) await log.publish(accounts)
    posts += times * accounts.length
  }

  test('one writes and the other stands by, without a warning or a consumer too many', async () => {
    await using first = await startAnalytics(log)
    await first.writes()
    await using second = await startAnalytics(log)
    await publish(50)
    await log.counted(posts)
    assert.equal(second.hasWritten(), false)
    assert.ok(first.isQuiet() && second.isQuiet())
    assert.equal(await log.consumers(), 1)
  })

  test('the other takes over when the writer is killed', async () => {
    await using first = await startAnalytics(log)
    await first.writes()
    await using second = await startAnalytics(log)
    await publish(2)
    await first.kill()
    await publish(2)
    await second.writes()
    await log.counted(posts)
    assert.ok(second.isQuiet())
    const isTheOnlyOne = async () => (await log.consumers()) === 1
    await eventually(isTheOnlyOne, { within: 60_000, what: 'the consumer of the dead is gone' })
  })

  test('the other takes over when the writer is frozen, which no longer writes when it thaws', async () => {
    await using first = await startAnalytics(log)
    await first.writes()
    await using second = await startAnalytics(log)
    await publish(2)
    first.freeze()
    await second.writes()
    await publish(2)
    await log.counted(posts)
    first.thaw()
    await first.stopsWriting()
    await publish(2)
    await log.counted(posts)
    assert.ok(first.isQuiet() && second.isQuiet())
    await eventually(async () => (await log.consumers()) === 1)
  })

  test('a rebuild whose process dies is done by the other', async () => {
    await using first = await startAnalytics(log)
    await first.writes()
    await using second = await startAnalytics(log)
    const figures = await log.figures()
    await log.pool.query('update analytics_hourly set posts_success = posts_success + 1000')
    // The rebuild waits for the table, which is locked until its process is dead.
    const client = await log.pool.connect()
    await client.query('begin')
    await client.query('select from analytics_hourly')
    await requestRebuild(log.connection, 'analytics_hourly')
    await eventually(async () => {
      const { rows } = await log.pool.query<{ at: number }>(
        'select rebuild_position as at from views',
      )
      return (rows[0]?.at ?? 0) > 0
    })
    await first.kill()
    await client.query('rollback')
    client.release()
    await second.writes()
    await eventually(async () => JSON.stringify(await log.figures()) === JSON.stringify(figures), {
      within: 20_000,
    })
  })
})
