import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookEveryMs = 5_000
const busyRatio = 0.03

/**
 * V8 keeps the room its last work needed, loading the program included: about 20 MB a process. When
 * the process falls idle this gives it back, once until it has worked again. Limits on the heap would
 * save the same and cost throughput. Preloaded into every service, hence without exports to call.
 */
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: object) => void
setFlagsFromString('--no-expose-gc')

let before = performance.eventLoopUtilization()
let hasWorked = true

setInterval(() => {
  const now = performance.eventLoopUtilization()
  const { utilization } = performance.eventLoopUtilization(now, before)
  before = now
  if (utilization > busyRatio) hasWorked = true
  else if (hasWorked) {
    hasWorked = false
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }
}, lookEveryMs).unref()
