import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contenders } from './contenders/index.ts'
import type { Contender, OutcomeCommits, Replay, Result } from './contenders/contender.ts'
import { untilQuiet } from './measure/machine-load.ts'
import { watchResources, type Usage } from './measure/resources.ts'
import type { BenchOptions } from './options.ts'
import type { Sink } from './sink/client.ts'

export type Measured = Result &
  Usage & { readonly duplicates: number; readonly quiet: boolean; readonly tasksPerSecond: number }

/** All findings about one contender, or why it could not take part. */
export type Finding = {
  readonly key: string
  name: string
  commits?: OutcomeCommits
  setUp: string
  durability: string[]
  rounds: Measured[]
  latenciesMs: number[]
  replay?: Replay
  replayFailure?: string
  absent?: string
}

export type RoundsWorld = {
  readonly sink: Sink
  readonly options: BenchOptions
  readonly cacheDirectory: string
  say(line: string): void
  /** Called with everything that runs, so that an interruption leaves nothing behind. */
  running(contender: Contender | undefined): void
}

/** How long to wait for a quiet machine before a timed run starts anyway. */
const QUIET_TIMEOUT_MS = 15_000

/** Every round starts every contender afresh; every second round takes them in reverse order. */
export async function playRounds(world: RoundsWorld): Promise<Finding[]> {
  const { only, rounds } = world.options
  const keys = Object.keys(contenders).filter((key) => only.length === 0 || only.includes(key))
  const findings = keys.map((key): Finding => ({
    key,
    name: key,
    setUp: '',
    durability: [],
    rounds: [],
    latenciesMs: [],
  }))
  for (let round = 1; round <= rounds; round += 1) {
    const order = round % 2 === 1 ? findings : findings.toReversed()
    for (const finding of order) if (finding.absent === undefined) await play(finding, round, world)
  }
  return findings
}

async function play(finding: Finding, round: number, world: RoundsWorld): Promise<void> {
  const { sink, options, cacheDirectory, say } = world
  const dataDirectory = mkdtempSync(join(tmpdir(), 'pressrun-bench-'))
  const { accounts, profileDirectory } = options
  const surroundings = { sink, accounts, dataDirectory, cacheDirectory, profileDirectory }
  const contender = contenders[finding.key]?.(surroundings)
  if (contender === undefined) throw new Error(`there is no contender ${finding.key}`)
  finding.name = contender.name
  finding.commits = contender.commits
  finding.setUp = contender.setUp
  world.running(contender)
  try {
    await contender.start()
    if (round === 1) finding.durability = await contender.durability()
    await warmUp(contender, world)
    if (round === 1) finding.latenciesMs = await latencies(contender, world)
    const measured = await measure(contender, `round${round}`, world)
    finding.rounds.push(measured)
    if (round === options.rounds) await replay(finding, contender)
    say(`${contender.name}, round ${round}: ${Math.round(measured.tasksPerSecond)} tasks/s`)
  } catch (error) {
    // Once it took part, its failure is the bench's failure: nothing is left out silently.
    if (finding.rounds.length > 0) throw error
    finding.absent = error instanceof Error ? error.message : String(error)
    say(`${contender.name} is absent: ${finding.absent}`)
  } finally {
    await contender.stop()
    world.running(undefined)
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

/** A failed replay goes into the report; the rounds before remain valid. */
async function replay(finding: Finding, contender: Contender): Promise<void> {
  try {
    const replayed = await contender.replay?.()
    if (replayed !== undefined) finding.replay = replayed
  } catch (error) {
    finding.replayFailure = error instanceof Error ? error.message : String(error)
  }
}

/** As many tasks as are timed later: before that, the just-in-time compilers are still at work. */
async function warmUp(contender: Contender, { sink, options }: RoundsWorld): Promise<void> {
  await sink.reset()
  await contender.run(options.tasks, 'warm')
}

async function latencies(contender: Contender, { sink, options }: RoundsWorld): Promise<number[]> {
  await sink.reset()
  await untilQuiet(QUIET_TIMEOUT_MS)
  const samples: number[] = []
  for (let index = 0; index < options.latencySamples; index += 1) {
    samples.push(await contender.latencyMs(`latency${index}`))
  }
  return samples
}

async function measure(
  contender: Contender,
  label: string,
  { sink, options }: RoundsWorld,
): Promise<Measured> {
  const quiet = await untilQuiet(QUIET_TIMEOUT_MS)
  // Last, as a waiting worker must not be idle after it: graphile-worker was at times four times slower then, most
  // likely because its prepared statement keeps a plan made for an empty queue.
  await contender.tidyUp()
  await sink.reset()
  const watch = watchResources(contender.processes(), sink.pid)
  const result = await contender.run(options.tasks, label)
  const usage = watch.stop()
  const { duplicates, keys } = await sink.stats()
  if (keys !== options.tasks || result.outcomes !== options.tasks) {
    throw new Error(`${contender.name}: ${keys} posts and ${result.outcomes} outcomes`)
  }
  return { ...result, ...usage, duplicates, quiet, tasksPerSecond: result.tasks / result.seconds }
}
