import { median, quantile } from '../measure/statistics.ts'
import type { Idle } from '../pressrun/idle.ts'
import type { Finding, Measured } from '../rounds.ts'

type Cell = string | number

export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)]
}

export function throughputTable(findings: readonly Finding[]): string[] {
  const head = [
    'contender',
    'tasks/s',
    'rounds, tasks/s',
    'CPU s per 1,000 tasks',
    'peak memory RSS, MiB',
    'peak memory PSS, MiB',
    'duplicates',
    'sink CPU s',
    'bench CPU s',
    'others on the machine',
  ]
  const present = findings.filter((finding) => finding.rounds.length > 0)
  const fastestFirst = present.toSorted((a, b) => speed(b) - speed(a))
  return table(
    head,
    fastestFirst.map(({ name, rounds }) => [
      name,
      `**${whole(median(rounds.map((round) => round.tasksPerSecond)))}**`,
      rounds.map((round) => whole(round.tasksPerSecond)).join(', '),
      middle(rounds, (round) => (round.cpuSeconds / round.tasks) * 1000).toFixed(3),
      mebibytes(middle(rounds, (round) => round.residentPeakBytes)),
      mebibytes(middle(rounds, (round) => round.proportionalPeakBytes)),
      rounds.reduce((sum, round) => sum + round.duplicates, 0),
      middle(rounds, (round) => round.sinkCpuSeconds).toFixed(2),
      middle(rounds, (round) => round.benchCpuSeconds).toFixed(2),
      rounds.map((round) => `${whole(round.othersShare * 100)} %`).join(', '),
    ]),
  )
}

/** Of the round in the middle, so that its figures belong together. */
export function whereTable(findings: readonly Finding[]): string[] {
  const rows = findings.flatMap(({ name, rounds }) => {
    const bySpeed = rounds.toSorted((a, b) => a.tasksPerSecond - b.tasksPerSecond)
    const typical = bySpeed[Math.floor(bySpeed.length / 2)]
    if (typical === undefined) return []
    return [[name, inSeconds(typical.cpuSecondsByName), inSeconds(typical.milestones)]]
  })
  return table(['contender', 'CPU s by process', 's until the last task was'], rows)
}

function inSeconds(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`)
    .join(', ')
}

export function latencyTable(findings: readonly Finding[]): string[] {
  return table(
    ['contender', 'samples', 'p50 ms', 'p99 ms', 'max ms'],
    findings
      .filter((finding) => finding.latenciesMs.length > 0)
      .map(({ name, latenciesMs }) => [
        name,
        latenciesMs.length,
        ...[0.5, 0.99, 1].map((share) => quantile(latenciesMs, share).toFixed(1)),
      ]),
  )
}

export function idleTable(idle: Idle): string[] {
  return table(
    ['the whole stack, idle', 'measured', 'aim'],
    [
      ['`npm start` to ready, first start', `${idle.firstStartSeconds.toFixed(1)} s`, '6 s'],
      ['`npm start` to ready, later start', `${idle.startSeconds.toFixed(1)} s`, '6 s'],
      [
        `memory, ${idle.processes} processes`,
        `${mebibytes(idle.residentBytes)} MiB RSS, ${mebibytes(idle.proportionalBytes)} MiB PSS`,
        '500 MB',
      ],
      ['database queries', `${idle.queriesPerSecond.toFixed(2)} /s`, '2 /s'],
    ],
  )
}

function speed(finding: Finding): number {
  return median(finding.rounds.map((round) => round.tasksPerSecond))
}

function middle(rounds: readonly Measured[], value: (round: Measured) => number): number {
  return median(rounds.map(value))
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function mebibytes(bytes: number): string {
  return whole(bytes / 1024 ** 2)
}
