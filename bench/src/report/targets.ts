import type { OutcomeCommits } from '../contenders/contender.ts'
import { median, quantile } from '../measure/statistics.ts'
import type { Idle } from '../pressrun/idle.ts'
import type { Finding } from '../rounds.ts'
import { table } from './table.ts'

export const AIMS = {
  latencyP50Ms: 15,
  latencyP99Ms: 40,
  residentBytes: 470_000_000,
  /** CPU per task, as a share of that of the fastest peer with a commit for each outcome. */
  cpuShare: 0.95,
  startSeconds: 6,
  queriesPerSecond: 2,
}

type Target = {
  readonly what: string
  readonly aim: string
  /** Undefined when there is nothing to judge by. */
  readonly measured: string | undefined
  readonly holds: boolean
}

/** Each target beside the figure of this run, and whether it is met. */
export function targetsTable(findings: readonly Finding[], idle: Idle | undefined): string[] {
  const targets = [
    throughput(findings, 'own', 'a commit for each outcome'),
    throughput(findings, 'shared', 'outcomes in shared commits'),
    processorTime(findings),
    ...latency(findings),
    ...atRest(idle),
  ]
  return table(
    ['target', 'aim', 'measured', 'holds'],
    targets.map(({ what, aim, measured, holds }) => [
      what,
      aim,
      measured ?? 'not measured',
      measured === undefined ? '?' : holds ? 'yes' : '**no**',
    ]),
  )
}

function throughput(findings: readonly Finding[], commits: OutcomeCommits, how: string): Target {
  const ours = ofPressrun(findings)
  const peer = fastest(findings, commits)
  const measured = ours !== undefined && ours.rounds.length > 0 && peer !== undefined
  return {
    what: `throughput: the fastest peer of this run, ${how}`,
    aim: peer === undefined ? '?' : `>= ${rate(tasksPerSecond(peer))} (${peer.name})`,
    measured: measured ? rate(tasksPerSecond(ours)) : undefined,
    holds: measured && tasksPerSecond(ours) >= tasksPerSecond(peer),
  }
}

/** Machines differ in speed from day to day: CPU is compared with a peer's of the same run. */
function processorTime(findings: readonly Finding[]): Target {
  const [ours, peer] = [ofPressrun(findings), fastest(findings, 'own')]
  const share = ours && peer ? cpuPerTaskMs(ours) / cpuPerTaskMs(peer) : Number.NaN
  return {
    what: 'CPU per task, of that of the same peer',
    aim: peer === undefined ? '?' : `<= ${AIMS.cpuShare} of ${cpuPerTaskMs(peer).toFixed(3)} ms`,
    measured: Number.isNaN(share) ? undefined : share.toFixed(2),
    holds: share <= AIMS.cpuShare,
  }
}

const fastest = (findings: readonly Finding[], commits: OutcomeCommits): Finding | undefined =>
  findings
    .filter((finding) => finding.commits === commits && finding.rounds.length > 0)
    .toSorted((a, b) => tasksPerSecond(b) - tasksPerSecond(a))[0]

const cpuPerTaskMs = ({ rounds }: Finding): number =>
  median(rounds.map(({ cpuSeconds, tasks }) => (1_000 * cpuSeconds) / tasks))

function latency(findings: readonly Finding[]): Target[] {
  const samples = ofPressrun(findings)?.latenciesMs ?? []
  const target = (name: string, share: number, aimMs: number): Target => {
    const value = quantile(samples, share)
    return {
      what: `latency with nothing else going on, ${name}`,
      aim: `<= ${aimMs} ms`,
      measured: samples.length > 0 ? `${value.toFixed(1)} ms` : undefined,
      holds: value <= aimMs,
    }
  }
  return [target('p50', 0.5, AIMS.latencyP50Ms), target('p99', 0.99, AIMS.latencyP99Ms)]
}

function atRest(idle: Idle | undefined): Target[] {
  const target = (
    what: string,
    aim: string,
    show: (idle: Idle) => string,
    holds: (idle: Idle) => boolean,
  ): Target => ({
    what,
    aim,
    measured: idle === undefined ? undefined : show(idle),
    holds: idle !== undefined && holds(idle),
  })
  return [
    target(
      'memory of the whole stack, idle',
      `<= ${megabytes(AIMS.residentBytes)} RSS`,
      (it) =>
        `${megabytes(it.residentBytes)} RSS, ${megabytes(it.proportionalBytes)} PSS, in ${it.processes} processes`,
      (it) => it.residentBytes <= AIMS.residentBytes,
    ),
    target(
      '`npm start` to ready, the first and a later time',
      `<= ${AIMS.startSeconds} s`,
      (it) => `${it.firstStartSeconds.toFixed(1)} s, ${it.startSeconds.toFixed(1)} s`,
      (it) => Math.max(it.firstStartSeconds, it.startSeconds) <= AIMS.startSeconds,
    ),
    target(
      'database queries of the idle stack',
      `< ${AIMS.queriesPerSecond} /s`,
      (it) => `${it.queriesPerSecond.toFixed(2)} /s`,
      (it) => it.queriesPerSecond < AIMS.queriesPerSecond,
    ),
  ]
}

function ofPressrun(findings: readonly Finding[]): Finding | undefined {
  return findings.find((finding) => finding.commits === 'grouped by Pressrun')
}

function tasksPerSecond(finding: Finding): number {
  return median(finding.rounds.map((round) => round.tasksPerSecond))
}

function rate(value: number): string {
  return `${Math.round(value).toLocaleString('en')} tasks/s`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000).toLocaleString('en')} MB`
}
