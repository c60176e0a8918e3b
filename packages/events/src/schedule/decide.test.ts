import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ScheduleCommand } from './decide.ts'
import {
  create,
  created,
  deleted,
  failed,
  fired,
  nine,
  paused,
  resumed,
  runId,
  scheduleId,
  scheduleDecider,
  skipped,
  tomorrow,
} from './schedule.fixture.ts'

const { given, stateAfter } = scheduleDecider

const fire: ScheduleCommand = {
  type: 'FireSchedule',
  scheduleId,
  nominal: nine,
  firing: { kind: 'run', runId, without: [] },
  now: Date.parse(nine) + 1_000,
  nextAt: tomorrow,
}
const skip: ScheduleCommand = {
  type: 'SkipFirings',
  scheduleId,
  nominal: nine,
  until: nine,
  count: 3,
  reason: 'missed',
  nextAt: tomorrow,
}

suite('a schedule', () => {
  test('is created once', () => {
    given().when(create).yields(created)
    given(created).when(create).isRefused('schedule-exists')
  })

  test('changes the given fields, and when it fires next', () => {
    const change = { type: 'ChangeSchedule', scheduleId, nextAt: tomorrow } as const
    const changed = { cron: '0 10 * * *' }
    given(created)
      .when({ ...change, changed })
      .yields({
        type: 'ScheduleChanged',
        data: { changed: { cron: '0 10 * * *' }, nextAt: tomorrow },
      })
    given(created)
      .when({ type: 'ChangeSchedule', scheduleId, changed: { priority: 9 } })
      .yields({ type: 'ScheduleChanged', data: { changed: { priority: 9 }, nextAt: nine } })
    given(created)
      .when({ ...change, changed: {} })
      .changesNothing()
    given(created)
      .when({ ...change, changed: { priority: 9 }, expectedVersion: 2 })
      .isRefused('version-mismatch')
  })

  test('stays paused when it is changed', () => {
    const command = { type: 'ChangeSchedule', scheduleId, nextAt: tomorrow } as const
    given(created, paused)
      .when({ ...command, changed: { priority: 9 } })
      .yields({ type: 'ScheduleChanged', data: { changed: { priority: 9 }, nextAt: null } })
  })

  test('pauses, resumes and is deleted once', () => {
    const resume = { type: 'ResumeSchedule', scheduleId, nextAt: tomorrow } as const
    const remove = { type: 'DeleteSchedule', scheduleId } as const
    given(created).when({ type: 'PauseSchedule', scheduleId }).yields(paused)
    given(created, paused).when({ type: 'PauseSchedule', scheduleId }).changesNothing()
    given(created, paused).when(resume).yields(resumed)
    given(created, paused).when(remove).yields(deleted)
    for (const command of [remove, resume, fire])
      given(created, deleted).when(command).isRefused('schedule-not-found')
    given().when(fire).isRefused('schedule-not-found')
  })

  test('a schedule that is resumed while active fires at the next instant from now, if that is sooner', () => {
    const resume = { type: 'ResumeSchedule', scheduleId, nextAt: nine } as const
    given(created, fired)
      .when(resume)
      .yields({ type: 'ScheduleResumed', data: { nextAt: nine } })
    given(created).when(resume).changesNothing()
    given(created)
      .when({ ...resume, nextAt: tomorrow })
      .changesNothing()
    given(created)
      .when({ ...resume, nextAt: null })
      .changesNothing()
  })
})

suite('an instant of a schedule', () => {
  test('fires once, and records how late', () => {
    given(created).when(fire).yields(fired)
    given(created, fired).when(fire).changesNothing()
  })

  test('names the accounts that its run leaves out', () => {
    const without = ['account_01h455vb4pex5vsknk084sn02q'] as const
    given(created)
      .when({ ...fire, firing: { kind: 'run', runId, without } })
      .yields({
        type: 'ScheduleFired',
        data: { nominal: nine, runId, latenessMs: 1_000, without: [...without], nextAt: tomorrow },
      })
  })

  test('does not fire while the schedule is paused, nor when it was skipped', () => {
    given(created, paused).when(fire).changesNothing()
    given(created, skipped).when(fire).changesNothing()
    given(created).when(skip).yields(skipped)
    given(created, fired).when(skip).changesNothing()
  })

  test('is never early: a clock that was set back makes no negative lateness', () => {
    const early = { ...fire, now: Date.parse(nine) - 5_000 }
    given(created)
      .when(early)
      .yields({
        type: 'ScheduleFired',
        data: { nominal: nine, runId, latenessMs: 0, nextAt: tomorrow },
      })
  })
})

suite('the state of a schedule', () => {
  test('counts its runs, its skips and its failures in a row', () => {
    const ill = stateAfter([created, failed, failed])
    assert.deepEqual([ill?.failures, ill?.lastError?.code], [2, 'article-not-found'])
    const well = stateAfter([created, failed, skipped, fired])
    assert.deepEqual([well?.fired, well?.skipped, well?.failures, well?.lastError], [1, 3, 0, null])
    assert.deepEqual([well?.lastRunId, well?.lastNominal, well?.nextAt], [runId, nine, tomorrow])
  })

  test('has no next instant while it is paused', () => {
    assert.equal(stateAfter([created, paused])?.nextAt, null)
    assert.equal(stateAfter([created, paused, resumed])?.nextAt, tomorrow)
  })
})
