import type { BenchOptions } from '../options.ts'
import type { Idle } from '../pressrun/idle.ts'
import type { Finding } from '../rounds.ts'
import { latencyTable, throughputTable, whereTable } from './tables.ts'
import { targetsTable } from './targets.ts'

export type Findings = {
  readonly command: string
  readonly date: string
  readonly machine: readonly string[]
  readonly options: BenchOptions
  readonly contenders: readonly Finding[]
  readonly idle: Idle | undefined
}

/** The page, without its hand-written part. */
export function renderReport(findings: Findings): string {
  const { command, date, machine, contenders } = findings
  return [
    '# What Pressrun and its peers did on one machine',
    '',
    `Written by \`${command}\` on ${date}. Everything between the markers below is written by hand and kept.`,
    '',
    ...machine.map((line) => `- ${line}`),
    '',
    ...theJob(findings.options),
    ...section('Targets', targetsTable(contenders, findings.idle)),
    ...section('Throughput', [...throughputTable(contenders), '', ...notes, ...absent(contenders)]),
    ...section('Where the time went', whereTable(contenders)),
    ...section('Latency with nothing else going on', latencySection(contenders)),
    ...section('Replay', replayLines(contenders)),
    ...section('How each was set up', contenders.flatMap(setUpLines)),
  ].join('\n')
}

function theJob({ tasks, accounts, rounds }: BenchOptions): string[] {
  return [
    `The job: ${tasks.toLocaleString('en')} tasks over ${accounts} accounts; each is an HTTP POST of about 1 KB with an`,
    '`Idempotency-Key` to a sink on the loopback that answers at once; each outcome is committed to Postgres',
    'before its task counts as done. The clock runs from the first call that asks for the work until the last',
    'outcome is committed and the contender itself has nothing open. Every contender warms up with as many tasks,',
    `and a VACUUM follows; ${rounds} rounds of alternating order, each on a fresh Postgres with the same`,
    'settings; medians are shown.',
    '',
  ]
}

const notes = [
  'A peer by its plain name does the job as its users write it: the handler of each job posts, then commits',
  'that job’s outcome with its own INSERT, then the job completes; jobs run side by side, but no two outcomes',
  'share a commit. The rows ending in `-shared` have their outcomes in shared commits, grouped by hand in the',
  'handler. That costs: an outcome waits for its neighbours while its post is already out, and one outcome',
  'that Postgres refuses fails, and so posts again, every job of its commit. How many posts the death of a',
  'worker repeats at most stands under "How each was set up".',
  '',
  'CPU is that of all processes that take part (servers, their children, those ended meanwhile), without the',
  'sink and the bench itself, which are shown beside. The peers’ enqueuing process is part of theirs; the',
  'client of Pressrun’s REST is the bench. RSS counts pages that processes share once per process, PSS once',
  'in all. "Others" is the part of the machine taken by processes that have nothing to do with the run.',
]

function section(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, '', ...lines, '']
}

function absent(contenders: readonly Finding[]): string[] {
  return contenders.flatMap(({ name, absent: reason }) =>
    reason === undefined ? [] : ['', `${name} is absent: ${firstLine(reason)}`],
  )
}

function latencySection(contenders: readonly Finding[]): string[] {
  return [
    'From the moment before the request that asks for one task until the sink receives its post.',
    '',
    ...latencyTable(contenders),
  ]
}

function replayLines(contenders: readonly Finding[]): string[] {
  const lines = contenders.flatMap(({ name, replay, replayFailure }) => {
    if (replayFailure !== undefined) return [`${name} failed: ${replayFailure}.`]
    if (replay === undefined) return []
    const rate = Math.round(replay.events / replay.seconds).toLocaleString('en')
    const events = replay.events.toLocaleString('en')
    return [
      `${name} rebuilt \`analytics_hourly\` in ${replay.seconds.toFixed(2)} s, taking in ${events} events: **${rate} events/s**.`,
      `Those are the events of the types that the view is made from; the log holds ${replay.logLength.toLocaleString('en')} of all types.`,
    ]
  })
  return lines.length > 0 ? lines : ['Not measured.']
}

function setUpLines({ name, setUp, durability, absent: reason }: Finding): string[] {
  if (reason !== undefined) return []
  return [`- **${name}**: ${setUp}.`, `  ${durability.join('; ')}.`]
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
