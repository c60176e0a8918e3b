import { logGuard, openDatabase } from '@pressrun/db'
import { dispatcher } from './dispatch.ts'

/** A scheduler that stops for good in the middle of a look: it has the turn, but has not written anything. */
const [url = '', now = '0'] = process.argv.slice(2)
const { pool } = openDatabase({ url, connectionsMax: 1 })
await dispatcher({
  pool,
  guard: logGuard({ pool, witnesses: async () => [] }),
  now: () => Number(now),
  ratesNow: () => {
    process.stdout.write('deciding\n')
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})()
