import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const busyRatio = 0.03

/** A burst soon after another reuses the heap, which needs not grow again. */
const idleLooksMin = 3

/**
 * V8 keeps the heap of its last work, loading the program included: about 20 MB a process. When the process falls idle
 * this gives it back, once until it has worked again. Limits on the heap would save the same and cost throughput.
 *
 * Idleness is measured by processor time: where others take the processor, an event loop is busy waiting for it.
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
      // The collection itself does not count as work.
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
