import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Contender } from './contenders/contender.ts'
import { readOptions } from './options.ts'
import { measureIdle } from './pressrun/idle.ts'
import { describeProfiles } from './profile/describe.ts'
import { withHandWritten } from './report/by-hand.ts'
import { describeMachine } from './report/machine.ts'
import { sayFigures } from './report/say-figures.ts'
import { renderReport } from './report/report.ts'
import { playRounds } from './rounds.ts'
import { startSink } from './sink/client.ts'

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const args = process.argv.slice(2)
if (args[0] === 'scheduler') {
  const { benchScheduler } = await import('./scheduler/bench-scheduler.ts')
  await benchScheduler(args.slice(1))
  process.exit()
}
if (args[0] === 'content') {
  const { benchContent } = await import('./content/bench-content.ts')
  await benchContent(args.slice(1))
  process.exit()
}
if (args[0] === 'connections') {
  const { benchConnections } = await import('./connections/bench-connections.ts')
  await benchConnections(args.slice(1))
  process.exit()
}
if (args[0] === 'compare') {
  const { benchCompare } = await import('./compare/bench-compare.ts')
  await benchCompare(args.slice(1))
  process.exit()
}
if (args[0] === 'filters') {
  const { benchFilters } = await import('./filters/bench-filters.ts')
  sayFigures(await benchFilters(args.slice(1)))
  process.exit()
}
const options = readOptions(args, place('../results.md'))
if (options.profileDirectory !== undefined) mkdirSync(options.profileDirectory, { recursive: true })
const machine = describeMachine(tmpdir())
const say = (line: string) => process.stdout.write(`${line}\n`)

let current: Contender | undefined
const sink = await startSink()

let interrupted = false

// A second signal ends the process at once, as the first would without this.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true
    void Promise.allSettled([current?.stop(), sink.stop()]).then(() => process.exit(130))
  })
}

try {
  const contenders = await playRounds({
    sink,
    options,
    say,
    cacheDirectory: place('../../.pressrun/toolchain'),
    running: (contender) => (current = contender),
  })
  const wantsIdle = options.only.length === 0 || options.only.includes('idle')
  const idle = wantsIdle ? await measureIdle(options.idleSeconds).catch(notMeasured) : undefined
  const page = renderReport({
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine,
    options,
    contenders,
    idle,
  })
  say(`\n${page}`)
  if (options.profileDirectory !== undefined) {
    describeProfiles(options.profileDirectory).forEach(say)
  }
  if (options.reportFile !== undefined) {
    writeFileSync(options.reportFile, withHandWritten(page, oldReport(options.reportFile)))
    say(`written to bench/results.md`)
  }
} catch (error) {
  // An interruption makes the run fail, which need not be reported.
  if (!interrupted) throw error
} finally {
  await sink.stop()
}

function notMeasured(error: unknown): undefined {
  say(`the idle stack was not measured: ${error instanceof Error ? error.message : String(error)}`)
  return undefined
}

function oldReport(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
