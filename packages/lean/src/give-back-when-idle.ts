import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const busyRatio = 0.03

/** A burst that comes soon after another finds the room it needs, and needs not grow its heap again. */
const idleLooksMin = 3

/**
 * V8 keeps the room its last work needed, loading the program included: about 20 MB a process. When
 * the process falls idle this gives it back, once until it has worked again. Limits on the heap would
 * save the same and cost throughput.
 *
 * Idle is told by the processor time it takes: where others take the processor, an event loop is busy waiting for it.
 */
export function giveBackWhenIdle(lookEveryMs: number): void {
  const collect = exposedCollector()
  let before = spentMs()
  let hasWorked = true
  let idleLooks = 0
  setInterval(() => {
    const now = spentMs()
    const isBusy = now - before > busyRatio * lookEveryMs
    before = now
    idleLooks = isBusy ? 0 : idleLooks + 1
    hasWorked ||= isBusy
    if (hasWorked && idleLooks >= idleLooksMin) {
      hasWorked = false
      collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
      // What the collection took is no work.
      before = spentMs()
    }
  }, lookEveryMs).unref()
}

function spentMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function exposedCollector(): (options: object) => void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  return collect
}
