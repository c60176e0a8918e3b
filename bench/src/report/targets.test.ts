import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { OutcomeCommits } from '../contenders/contender.ts'
import type { Idle } from '../pressrun/idle.ts'
import type { Finding, Measured } from '../rounds.ts'
import { AIMS, targetsTable } from './targets.ts'

const OURS = 'grouped by Pressrun'

function finding(
  name: string,
  commits: OutcomeCommits,
  rates: number[],
  latenciesMs: number[] = [],
) {
  const rounds = rates.map(
    (tasksPerSecond) =>
      ({ tasksPerSecond, tasks: 1_000, cpuSeconds: 1_000 / tasksPerSecond }) as Measured,
  )
  return { key: name, name, commits, setUp: '', durability: [], rounds, latenciesMs } as Finding
}

const idle: Idle = {
  firstStartSeconds: 4,
  startSeconds: 2,
  residentBytes: AIMS.residentBytes,
  proportionalBytes: 200_000_000,
  processes: 15,
  queriesPerSecond: 1,
}

/** The last column, by row. */
function verdicts(findings: Finding[], rest: Idle | undefined) {
  const rows = targetsTable(findings, rest).slice(2)
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()))
  return Object.fromEntries(cells.map((row) => [row[1] ?? '', row[4] ?? '']))
}

suite('the targets', () => {
  test('for throughput are the medians of the fastest peer of either kind', () => {
    const rows = targetsTable(
      [
        finding('Pressrun', OURS, [1_000, 5_000, 9_000]),
        finding('slow', 'own', [4_000]),
        finding('fast', 'own', [4_900]),
        finding('fast-shared', 'shared', [8_000]),
      ],
      undefined,
    )
    assert.match(rows[2] ?? '', />= 4,900 tasks\/s \(fast\) \| 5,000 tasks\/s \| yes/)
    assert.match(rows[3] ?? '', />= 8,000 tasks\/s \(fast-shared\) \| 5,000 tasks\/s \| \*\*no\*\*/)
  })

  test('for CPU go by the same peer', () => {
    const of = (...rates: number[]) => {
      const found = verdicts(
        [finding('Pressrun', OURS, rates), finding('fast', 'own', [5_000])],
        undefined,
      )
      return found['CPU per task, of that of the same peer']
    }
    assert.deepEqual([of(5_300), of(5_200)], ['yes', '**no**'])
  })

  test('do not count as met when they were not measured', () => {
    const found = verdicts([finding('Pressrun', OURS, [5_000])], undefined)
    assert.deepEqual(new Set(Object.values(found)), new Set(['?']))
  })

  test('for latency hold up to the limit itself', () => {
    const samples = [...Array<number>(99).fill(15), 41]
    const found = verdicts([finding('Pressrun', OURS, [1], samples)], undefined)
    assert.equal(found['latency with nothing else going on, p50'], 'yes')
    assert.equal(found['latency with nothing else going on, p99'], 'yes')
    const late = verdicts([finding('Pressrun', OURS, [1], [15.1, 40.1])], undefined)
    assert.equal(late['latency with nothing else going on, p50'], '**no**')
    assert.equal(late['latency with nothing else going on, p99'], '**no**')
  })

  test('of the idle stack include the slower of the two starts', () => {
    const rows = ['memory of the whole stack, idle', 'database queries of the idle stack']
    const start = '`npm start` to ready, the first and a later time'
    const good = verdicts([], idle)
    for (const row of [...rows, start]) assert.equal(good[row], 'yes')
    const bad = {
      ...idle,
      firstStartSeconds: 6.1,
      residentBytes: AIMS.residentBytes + 1,
      queriesPerSecond: 2,
    }
    for (const row of [...rows, start]) assert.equal(verdicts([], bad)[row], '**no**')
  })
})
