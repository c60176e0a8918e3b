import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { AccountId, RecordedEvent, SourceId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { openPages, type TestPages } from './items.fixture.ts'
import { scheduleItem } from './schedule.fixture.ts'

const version = { guid: 1, link: 1, text: 1, date: 1 }
const older = ['older', version] as const
const newer = ['newer', { ...version, date: 2 }] as const

suite('an item that a schedule and another source publish to an account at once', () => {
  let world: TestPages
  let account: AccountId
  let fire: () => Promise<void>
  /** The scan of the other source, which has the same item. */
  let due: RecordedEvent
  let other: SourceId
  beforeEach(async () => {
    world = await openPages()
    account = await world.connect()
    const kept = await addSource('kept.xml', [older, newer])
    await world.scan(kept)
    other = await addSource('other.xml', [older], [account])
    due = await world.ask(other)
    fire = await scheduleItem(world, kept, [account])
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const addSource = (
    path: string,
    items: readonly (typeof older | typeof newer)[],
    accountIds?: AccountId[],
  ) => {
    world.show(path, new Map(items))
    return world.addFeed(new URL(path, world.url).href, accountIds && { accountIds })
  }
  const given = async () => {
    const { rows } = await world.pool.query<{ title: string }>(
      `select title from tasks join runs on runs.id = run_id where account_id = $1 order by title`,
      [account],
    )
    return rows.map(({ title }) => title)
  }
  /** So many transactions wait for a lock. */
  const waiting = (count: number) =>
    eventually(async () => {
      const { rowCount } = await world.pool.query(
        `select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rowCount === count
    })
  /** Neither can commit to the log before both have done all they can without. */
  const interleaved = async (first: () => Promise<unknown>, second: () => Promise<unknown>) => {
    const client = await world.pool.connect()
    await client.query('begin; select from log_head for update')
    const firstDone = first()
    await waiting(1)
    const secondDone = second()
    await waiting(2)
    await client.query('rollback')
    client.release()
    await Promise.all([firstDone, secondDone])
  }
  const scan = async () => assert.equal(await world.react(due), 'done')

  test('goes to the source that was first, and the schedule takes the next', async () => {
    await interleaved(scan, fire)
    assert.deepEqual(await given(), ['newer', 'older'])
    assert.equal((await world.source(other)).lastError, null)
  })

  test('goes to the schedule that was first, and is held back by the source', async () => {
    await interleaved(fire, scan)
    assert.deepEqual(await given(), ['older'])
    assert.equal((await world.source(other)).lastError?.code, 'published-before')
  })
})
