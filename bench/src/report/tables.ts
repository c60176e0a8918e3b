import type { OutcomeCommits } from '../contenders/contender.ts'
import { median, quantile } from '../measure/statistics.ts'
import type { Finding, Measured } from '../rounds.ts'
import { table } from './table.ts'

const COMMITS: Readonly<Record<OutcomeCommits, string>> = {
  own: 'one each',
  shared: 'shared, grouped by hand in the handler',
  'grouped by Pressrun': 'shared, grouped by Pressrun',
}

export function throughputTable(findings: readonly Finding[]): string[] {
  const head = [
    'contender',
    'commits of outcomes',
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
    fastestFirst.map(({ name, commits, rounds }) => [
      name,
      commits === undefined ? '' : COMMITS[commits],
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
