import { createIsolation } from './isolate.ts'
import { findHostileConnector } from './hostile.fixture.ts'

/** A publisher with an isolated job that is sending, and never ends. Prints the process's number. */
const entry = new URL('./hostile-main.fixture.ts', import.meta.url)
const isolate = createIsolation({
  entry,
  dataDir: '/nowhere',
  privateTargets: ['127.0.0.1'],
  signal: new AbortController().signal,
})
const { connector } = await isolate(findHostileConnector('webhook') ?? process.exit(1))
const job = JSON.parse(process.argv[2] ?? '') as Parameters<typeof connector.prepare>[0]
const { signal } = new AbortController()
void connector.prepare({ ...job, signal }, undefined as never)
process.stdout.write('isolated\n')
setInterval(() => {}, 1_000)
