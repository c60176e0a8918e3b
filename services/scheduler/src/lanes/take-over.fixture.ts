import { logGuard, openDatabase } from '@pressrun/db'
import { Dispatcher } from './dispatch.ts'

/**
 * A dispatcher that reports when it is in the middle of a pass: signals read, nothing written. It waits there long
 * enough to be stopped or killed, otherwise goes on, and prints the result of the pass.
 */
const [url = '', now = '0'] = process.argv.slice(2)
const { pool } = openDatabase({ url, connectionsMax: 1 })
const guard = logGuard({ pool, witnesses: async () => [] })
await guard.check()
const dispatcher = new Dispatcher({
  url,
  guard,
  now: () => Number(now),
  ratesNow() {
    process.stdout.write('deciding\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000)
    return Number(now)
  },
})
const came = await dispatcher.pass().then(
  ({ tasks }) => `sent ${tasks}`,
  () => 'failed',
)
process.stdout.write(`${came}\n`)
process.exit()
