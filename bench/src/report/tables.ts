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

/** Each figure is the median of its rounds, so they need not add up to the whole. */
export function whereTable(findings: readonly Finding[]): string[] {
  const rows = findings
    .filter(({ rounds }) => rounds.length > 0)
    .map(({ name, rounds }) => [
      name,
      medians(rounds, (round) => perTask(round, round.cpuSecondsByName), 3),
      medians(rounds, (round) => round.milestones, 2),
    ])
  return table(['contender', 'CPU ms per task by process', 's until the last task was'], rows)
}

const perTask = ({ tasks }: Measured, seconds: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(seconds).map(([name, spent]) => [name, (spent / tasks) * 1_000]),
  )

function medians(
  rounds: readonly Measured[],
  valuesOf: (round: Measured) => Readonly<Record<string, number>>,
  digits: number,
): string {
  const all = rounds.map(valuesOf)
  const names = [...new Set(all.flatMap((values) => Object.keys(values)))]
  return names
    .map((name) => [name, median(all.map((values) => values[name] ?? 0))] as const)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, value]) => `${name} ${value.toFixed(digits)}`)
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
