import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { RecordedEvent, RunId } from '@pressrun/events'
import { distribute, type Watcher } from './distribute.ts'

const runId: RunId = 'run_01h455vb4pex5vsknk084sn02q'
const eventAt = (position: number) => ({ position, streamId: runId, data: {} }) as RecordedEvent

suite('notifying watchers', () => {
  test('of a run takes a turn of the event loop for every 200 of them', async () => {
    let notifiedInTurn = 0
    let most = 0
    const seen: number[] = []
    const count = () => {
      notifiedInTurn += 1
      most = Math.max(most, notifiedInTurn)
    }
    const watchers = new Set<Watcher>(Array.from({ length: 999 }, () => () => count()))
    watchers.add((event) => seen.push(event.position))
    let done = false
    const startTurn = () => {
      notifiedInTurn = 0
      if (!done) setImmediate(startTurn)
    }
    setImmediate(startTurn)
    await distribute([eventAt(1), eventAt(2)], new Map([[runId, watchers]]))
    done = true
    assert.ok(most <= 400, `${most} in one turn`)
    assert.deepEqual(seen, [1, 2])
  })
})
