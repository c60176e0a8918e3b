// Loaded into every process of a stack (`--import`): records how long the loop was kept from its timers, in processor
// time of its own thread, which other load on the machine does not count into.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const writtenFromMs = 5
const directory = process.env['PRESSRUN_BENCH_BLOCKS']
const service = /services\/(\w+)\/src\/main\.ts$/.exec(process.argv[1] ?? '')?.[1]

if (directory !== undefined && service !== undefined && isMainThread) {
  const file = join(directory, `${service}.jsonl`)
  let before = process.threadCpuUsage()
  setInterval(() => {
    const now = process.threadCpuUsage()
    const cpuMs = (now.user - before.user + now.system - before.system) / 1_000
    before = now
    if (cpuMs >= writtenFromMs)
      appendFileSync(file, `${JSON.stringify({ at: Date.now(), cpuMs })}\n`)
  }, everyMs).unref()
}
