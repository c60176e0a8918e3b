import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openTestBus } from '../bus.fixture.ts'
import { listenForWakeUps } from './wake-ups.ts'

suite('listening for wake-ups', () => {
  test('tells of what passes by, until it is stopped', async () => {
    await using bus = await openTestBus()
    const heard: string[] = []
    const first = Promise.withResolvers<void>()
    const ears = listenForWakeUps(bus.connection, ['news.*'], {
      wake(subject) {
        heard.push(subject)
        first.resolve()
      },
      missed: () => assert.fail('nothing was missed'),
    })
    bus.connection.publish('news.one')
    await first.promise
    ears.stop()
    bus.connection.publish('news.other')
    await bus.connection.flush()
    assert.deepEqual(heard, ['news.one'])
  })

  test('tells that some may have been missed when a lost connection is back', async () => {
    await using bus = await openTestBus()
    const back = Promise.withResolvers<void>()
    listenForWakeUps(bus.connection, ['news.*'], { wake: () => {}, missed: back.resolve })
    await bus.crash()
    await bus.restart()
    await back.promise
  })
})
