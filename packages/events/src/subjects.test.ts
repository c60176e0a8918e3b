import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventSchemas, isEventType, type EventType } from './event.ts'
import { aggregateOf, subjectOf } from './subjects.ts'
import { accountEvents } from './account/events.ts'
import { runEvents } from './run/events.ts'
import { scheduleEvents } from './schedule/events.ts'
import { sourceEvents } from './source/events.ts'
import { taskEvents } from './task/events.ts'

suite('subjects', () => {
  test('every event type belongs to the aggregate whose schemas hold it', () => {
    const byAggregate = {
      run: runEvents,
      task: taskEvents,
      account: accountEvents,
      source: sourceEvents,
      schedule: scheduleEvents,
    }
    for (const [aggregate, schemas] of Object.entries(byAggregate))
      for (const type of Object.keys(schemas))
        assert.equal(aggregateOf(type as EventType), aggregate, type)
  })

  test('name the aggregate and the type, and the platform of a due job alone', () => {
    assert.equal(subjectOf('RunStarted'), 'pressrun.events.run.RunStarted')
    assert.equal(subjectOf('TasksPlanned'), 'pressrun.events.run.TasksPlanned')
    assert.equal(subjectOf('TaskPublished', 'feed'), 'pressrun.events.task.TaskPublished')
    assert.equal(subjectOf('TaskDue', 'feed'), 'pressrun.events.task.TaskDue.feed')
  })

  test('are as few as the event types', () => {
    const subjects = Object.keys(eventSchemas).map((type) => subjectOf(type as EventType, 'feed'))
    assert.equal(new Set(subjects).size, Object.keys(eventSchemas).length)
  })

  test('a type is known by its own name only', () => {
    assert.ok(isEventType('RunStarted'))
    for (const type of ['toString', 'runstarted', '']) assert.ok(!isEventType(type), type)
  })
})
