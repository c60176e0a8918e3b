import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { verifyState } from '@pressrun/db/testing'
import { toInstant } from '@pressrun/events'
import { afterSetBack } from '../clock/after-set-back.ts'
import { fireDueSchedules } from './fire-due-schedules.ts'
import { start } from '../world.fixture.ts'
import { openSchedules, type TestSchedules } from './schedules.fixture.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

suite('firing schedules', () => {
  let world: TestSchedules
  beforeEach(async () => {
    world = await openSchedules()
  })
  afterEach(async () => {
    assert.deepEqual((await verifyState(world.pool)).differences, [])
    await world[Symbol.asyncDispose]()
  })
  const passTime = (ms: number) => void (world.clock.now += ms)
  const firedAt = async () => (await world.runs()).map(({ at }) => at)

  test('creates a started run when due, and records the next instant', async () => {
    const id = await world.schedule()
    assert.equal(await world.fire(), start + minuteMs)
    assert.deepEqual(await world.runs(), [])
    passTime(minuteMs)
    assert.equal(await world.fire(), start + 2 * minuteMs)
    const [run, ...others] = await world.runs()
    assert.deepEqual([run?.at, run?.status, run?.tasks, others], ['09:01', 'running', 1, []])
    assert.deepEqual([(await world.show(id)).fired, world.faults], [1, []])
  })

  test('happens once, however many schedulers try', async () => {
    for (let i = 0; i < 5; i++) await world.schedule()
    passTime(minuteMs)
    await Promise.all([world.fire(), world.fire(), world.fire()])
    await world.fire()
    assert.equal((await world.runs()).length, 5)
  })

  for (const missed of ['latest', 'all', 'skip'] as const)
    test(`goes on when a clock that was a year ahead is right again (${missed})`, async () => {
      const id = await world.schedule({ missed, catchUpMinutes: 10 })
      const ended = await world.schedule({ missed, endAt: toInstant(start + hourMs) })
      const yearMs = 365 * 24 * hourMs
      passTime(yearMs)
      await world.fire()
      const soFar = (await world.show(id)).fired
      passTime(-yearMs)
      await afterSetBack(world.pool, world.handle, world.clock.now)
      for (const one of [id, ended])
        assert.equal((await world.show(one)).next, toInstant(start + minuteMs))
      passTime(minuteMs)
      await world.fire()
      assert.equal((await world.show(id)).fired, soFar + 1)
      const before = await world.show(id)
      await afterSetBack(world.pool, world.handle, world.clock.now)
      assert.deepEqual(await world.show(id), before)
    })

  test('fires no instant twice, though the clock shows it again', async () => {
    const id = await world.schedule({ missed: 'all' })
    passTime(3 * minuteMs)
    await world.fire()
    passTime(-2 * minuteMs)
    await afterSetBack(world.pool, world.handle, world.clock.now)
    passTime(3 * minuteMs)
    await world.fire()
    assert.deepEqual(await firedAt(), ['09:01', '09:02', '09:03', '09:04'])
    const { fired, skipped, next } = await world.show(id)
    assert.deepEqual([fired, skipped, next], [4, 0, toInstant(start + 5 * minuteMs)])
  })

  test('is not stopped by a schedule whose zone is no longer known', async () => {
    await world.schedule()
    const other = await world.schedule()
    passTime(60 * minuteMs)
    await world.fire()
    passTime(-60 * minuteMs)
    await world.pool.query(
      `update schedules set time_zone = 'Europe/Atlantis' where id = (select min(id) from schedules)`,
    )
    await afterSetBack(world.pool, world.handle, world.clock.now)
    assert.equal((await world.show(other)).next, toInstant(start + minuteMs))
    await world.pool.query(`update schedules set time_zone = 'UTC'`)
  })

  test('skips schedules that another scheduler has locked, and is back soon, should that one die', async () => {
    const id = await world.schedule()
    passTime(minuteMs)
    const other = await world.pool.connect()
    await other.query('begin')
    await other.query('select from schedules where id = $1 for update', [id])
    assert.equal(await world.fire(), world.clock.now + 1_000)
    assert.deepEqual(await firedAt(), [])
    await other.query('rollback')
    other.release()
    await world.fire()
    assert.deepEqual(await firedAt(), ['09:01'])
  })

  test('takes a limited number at once and asks to go on, so that tasks are dispatched in between', async () => {
    const accountIds = [await world.connect()]
    await Promise.all(Array.from({ length: 25 }, () => world.schedule({ accountIds })))
    passTime(minuteMs)
    const fire = () => fireDueSchedules(world.options)
    assert.equal(await fire(), world.clock.now)
    assert.equal((await world.runs()).length, 20)
    assert.equal(await fire(), world.clock.now + minuteMs)
    assert.equal((await world.runs()).length, 25)
  })

  test('plans a limited number of tasks in one transaction, and goes on with the rest', async () => {
    const accountIds = [await world.connect(), await world.connect()]
    await Promise.all([0, 1].map(() => world.schedule({ accountIds, missed: 'all' })))
    passTime(4 * minuteMs)
    const runs: number[] = []
    let nextMs: number
    do {
      nextMs = await fireDueSchedules({ ...world.options, tasksMax: 5 })
      runs.push((await world.runs()).length)
    } while (nextMs <= world.clock.now)
    assert.deepEqual(runs, [2, 4, 6, 8])
  })

  test('plans a firing with more tasks than that alone', async () => {
    const accountIds = await Promise.all([1, 2, 3].map(() => world.connect()))
    await world.schedule({ accountIds })
    await world.schedule({ accountIds })
    passTime(minuteMs)
    await fireDueSchedules({ ...world.options, tasksMax: 2 })
    assert.equal((await world.runs()).length, 1)
  })

  test('does not let those on time wait for those that have much to catch up on', async () => {
    const accountIds = [await world.connect()]
    const late = { accountIds, missed: 'all', catchUpMinutes: 10_080 } as const
    await Promise.all(Array.from({ length: 20 }, () => world.schedule(late)))
    passTime(24 * hourMs)
    const onTime = await world.schedule({ accountIds })
    passTime(minuteMs)
    await fireDueSchedules(world.options)
    assert.equal((await world.show(onTime)).fired, 1)
  })

  test('sleeps for ever when there is no schedule, or none that fires again', async () => {
    assert.equal(await world.fire(), Infinity)
    await world.schedule({ endAt: new Date(start + minuteMs).toISOString() })
    passTime(minuteMs)
    assert.equal(await world.fire(), Infinity)
    assert.deepEqual(await firedAt(), ['09:01'])
  })

  test('publishes the article as it is at that time', async () => {
    const articleId = await world.keepArticle('Draft')
    await world.schedule({ template: { kind: 'article', articleId } })
    await world.pool.query(`update articles set title = 'Final'`)
    passTime(minuteMs)
    await world.fire()
    const { rows } = await world.pool.query(
      `select runs.title, content->>'title' as content, article_id, wall_time
       from runs join snapshots on sha256 = snapshot`,
    )
    const expected = { title: 'Final', content: 'Final', article_id: articleId }
    assert.deepEqual(rows, [{ ...expected, wall_time: '2026-03-01T09:01:00' }])
  })

  test('does nothing for a schedule that is paused or deleted', async () => {
    const [paused, deleted] = [await world.schedule(), await world.schedule()]
    await world.command({ type: 'PauseSchedule', scheduleId: paused })
    await world.command({ type: 'DeleteSchedule', scheduleId: deleted })
    passTime(minuteMs)
    assert.equal(await world.fire(), Infinity)
    assert.deepEqual(await world.runs(), [])
  })
})

suite('after a time without a scheduler', () => {
  let world: TestSchedules
  beforeEach(async () => {
    world = await openSchedules()
  })
  afterEach(() => world[Symbol.asyncDispose]())
  const wake = async (ms: number) => {
    world.clock.now += ms
    await world.fire()
    return (await world.runs()).map(({ at }) => at)
  }

  test('skips what lies before the catch-up window', async () => {
    const terms = { cron: '0 * * * *', catchUpMinutes: 120 }
    const all = await world.schedule({ ...terms, missed: 'all' })
    const latest = await world.schedule({ ...terms, cron: '0 10 * * *', missed: 'latest' })
    assert.deepEqual(await wake(6.5 * hourMs), ['14:00', '15:00'])
    assert.equal((await world.show(all)).skipped, 4)
    const { fired, skipped, skip, next } = await world.show(latest)
    assert.deepEqual([fired, skipped, skip, next], [0, 1, 'missed', '2026-03-02T10:00:00.000Z'])
  })

  test('fires more of them than one transaction takes', async () => {
    await world.schedule({ missed: 'all' })
    assert.equal((await wake(50 * minuteMs)).length, 50)
  })

  test('a clock that was set back an hour fires nothing twice', async () => {
    await world.schedule()
    await wake(minuteMs)
    await wake(minuteMs)
    assert.deepEqual(await wake(-hourMs), ['09:01', '09:02'])
    assert.deepEqual(await wake(hourMs + minuteMs), ['09:01', '09:02', '09:03'])
  })

  test('a clock that jumps a day ahead counts as a missed day', async () => {
    const id = await world.schedule({ cron: '30 9 * * *', missed: 'all', catchUpMinutes: 48 * 60 })
    assert.deepEqual(await wake(24 * hourMs + hourMs), ['09:30', '09:30'])
    await wake(-24 * hourMs)
    assert.equal((await world.show(id)).fired, 2)
  })

  test('an instant with a run gets no other, even when the rule is changed back to it', async () => {
    const id = await world.schedule()
    await wake(minuteMs)
    world.clock.now -= minuteMs
    await world.command({ type: 'PauseSchedule', scheduleId: id })
    const nextAt = new Date(start + minuteMs).toISOString()
    await world.command({ type: 'ResumeSchedule', scheduleId: id, nextAt })
    assert.deepEqual(await wake(minuteMs), ['09:01'])
    const { fired, skipped, next } = await world.show(id)
    assert.deepEqual([fired, skipped, next], [1, 0, new Date(start + 2 * minuteMs).toISOString()])
  })
})

suite('a firing that fails', () => {
  let world: TestSchedules
  beforeEach(async () => {
    world = await openSchedules()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('is counted and reported, and disturbs no other', async () => {
    const articleId = await world.keepArticle('Gone soon')
    const failing = await world.schedule({ template: { kind: 'article', articleId } })
    const healthy = await world.schedule()
    await world.pool.query('delete from articles')
    for (let i = 0; i < 2; i++) {
      world.clock.now += minuteMs
      await world.fire()
    }
    const { fired, failures, error } = await world.show(failing)
    assert.deepEqual([fired, failures, error], [0, 2, 'article-not-found'])
    assert.equal((await world.show(healthy)).fired, 2)
  })

  test('is one without accounts; with some of them left it creates a run', async () => {
    const [gone, there] = [await world.connect(), await world.connect()]
    await world.command({ type: 'RemoveAccount', accountId: gone })
    const none = await world.schedule({ accountIds: [gone] })
    const some = await world.schedule({ accountIds: [gone, there] })
    world.clock.now += minuteMs
    await world.fire()
    const failed = await world.show(none)
    assert.deepEqual([failed.fired, failed.error], [0, 'account-not-found'])
    const partly = await world.show(some)
    assert.deepEqual([partly.fired, partly.failures, partly.error], [1, 0, 'account-not-found'])
  })

  test('is tried alone when the database refuses it, reported, and kept out of the way', async () => {
    const snapshot = 'f'.repeat(64)
    const failing = await world.schedule({ template: { kind: 'content', snapshot, title: 'None' } })
    const healthy = await world.schedule()
    world.clock.now += minuteMs
    await fireDueSchedules(world.options)
    assert.equal((await world.show(failing)).error, 'internal')
    // The batch failed, and then this one alone.
    assert.equal(world.faults.length, 2)
    assert.equal((await world.show(healthy)).fired, 1)
  })

  /** Adds a source with these articles. */
  const addSource = async (...articleIds: string[]) => {
    const sourceId = 'source_01h455vb4pex5vsknk084sn02q' as const
    await world.pool.query(
      `insert into content_sources (id, project_id, type, location, every_minutes, next_scan_at,
        created_at, updated_at)
       values ($1, 'project_00000000000000000000000000', 'rss', '', 15, now(), now(), now())`,
      [sourceId],
    )
    await world.pool.query(
      `insert into content_source_items (source_id, identity, hash, article_id, article_version)
       select $1, id, '', id, 1 from unnest($2::text[]) id`,
      [sourceId, articleIds],
    )
    return sourceId
  }

  test('skips what one of its accounts received before, and records what it publishes', async () => {
    const given = await world.keepArticle('Given before')
    const fresh = await world.keepArticle('New')
    await world.pool.query(
      `insert into article_sources
        (article_id, source, source_doc_token, keys, created_at, updated_at)
      values ($1, 'feed', '1', '{7,8}', now(), now()), ($2, 'feed', '2', '{9}', now(), now())`,
      [given, fresh],
    )
    const accountId = await world.connect()
    await world.pool.query('insert into account_items values ($1, 8)', [accountId])
    const template = { kind: 'source', sourceId: await addSource(given, fresh) } as const
    await world.schedule({ template, accountIds: [accountId] })
    world.clock.now += minuteMs
    await world.fire()
    const { rows: runs } = await world.pool.query('select article_id from runs')
    assert.deepEqual(runs, [{ article_id: fresh }])
    const { rows: keys } = await world.pool.query(
      'select key::text from account_items order by key',
    )
    assert.deepEqual(keys, [{ key: '8' }, { key: '9' }])
  })

  test('leaves what a schedule without accounts would publish to the others', async () => {
    const articleId = await world.keepArticle('Only one')
    const [gone, there] = [await world.connect(), await world.connect()]
    await world.command({ type: 'RemoveAccount', accountId: gone })
    const template = { kind: 'source', sourceId: await addSource(articleId) } as const
    // The one that is due last is the first to fire.
    const healthy = await world.schedule({ template, accountIds: [there] })
    const empty = await world.schedule({ template, accountIds: [gone], cron: '*/2 * * * *' })
    world.clock.now += 2 * minuteMs
    await world.fire()
    assert.equal((await world.show(empty)).error, 'account-not-found')
    assert.equal((await world.show(healthy)).fired, 1)
  })

  test('does not include a source with nothing new', async () => {
    const articleId = await world.keepArticle('Item')
    const sourceId = await addSource(articleId)
    const template = { kind: 'source', sourceId } as const
    const ids = [await world.schedule({ template }), await world.schedule({ template })]
    world.clock.now += minuteMs
    await world.fire()
    const shown = await Promise.all(ids.map(world.show))
    assert.deepEqual(
      shown.map(({ fired }) => fired).toSorted((a, b) => a - b),
      [0, 1],
    )
    assert.deepEqual(
      shown.map(({ skipped }) => skipped).toSorted((a, b) => a - b),
      [0, 1],
    )
    assert.ok(shown.every(({ error, skip }) => error === null && skip !== 'missed'))
    assert.equal(shown.find(({ skipped }) => skipped === 1)?.skip, 'nothing-new')
  })
})
