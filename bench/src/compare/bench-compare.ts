import { fileURLToPath } from 'node:url'
import { median } from '../measure/statistics.ts'
import { table } from '../report/table.ts'
import type { JobName } from './jobs.ts'
import { readCompareOptions, type CompareOptions } from './options.ts'
import { openSide, type Round } from './side.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm run bench -- compare`: two checkouts at the same jobs, in turn, on one machine at one time. */
export async function benchCompare(args: string[]): Promise<void> {
  const options = readCompareOptions(args, fileURLToPath(new URL('../../../', import.meta.url)))
  const rows: string[][] = []
  for (const job of options.jobs) rows.push(...rowsOf(job, await playJob(job, options)))
  say('')
  table(['job', 'before', 'after', 'ratio (median of the rounds)'], rows).forEach(say)
}

type Played = readonly [before: Round, after: Round]

/** Both are there all the time; whichever waits costs next to nothing. */
async function playJob(job: JobName, options: CompareOptions): Promise<Played[]> {
  const { checkouts, rounds, tasks } = options
  await using before = await openSide(checkouts[0], job)
  await using after = await openSide(checkouts[1], job)
  for (const side of [before, after]) await side.play(tasks, 'warm')
  const played: Played[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const label = `round ${round}`
    const first = await (round % 2 === 1 ? before : after).play(tasks, label)
    const second = await (round % 2 === 1 ? after : before).play(tasks, label)
    played.push(round % 2 === 1 ? [first, second] : [second, first])
    say(
      `${job}, ${label}: ${played
        .at(-1)
        ?.map(({ tasksPerSecond }) => Math.round(tasksPerSecond))
        .join(' and ')} tasks/s`,
    )
  }
  return played
}

function rowsOf(job: JobName, played: readonly Played[]): string[][] {
  const row = (what: string, of: (round: Round) => number, digits: number) => {
    const [before, after] = [0, 1].map((side) => played.map((pair) => of(pair[side] as Round)))
    const ratios = played.map(([one, other]) => of(other) / of(one))
    const texts = [before, after].map((figures) => median(figures ?? []).toFixed(digits))
    return [`${job}: ${what}`, ...texts, median(ratios).toFixed(3)]
  }
  return [
    row('tasks/s', ({ tasksPerSecond }) => tasksPerSecond, 0),
    row('CPU ms per task', ({ cpuSecondsPerTask }) => 1_000 * cpuSecondsPerTask, 3),
    ...processesOf(played).map((name) =>
      row(`of it ${name}`, (round) => 1_000 * (round.cpuSecondsPerTaskOf[name] ?? 0), 3),
    ),
  ]
}

/** Those that took any time worth a row. */
function processesOf(played: readonly Played[]): string[] {
  const names = new Set(played.flat().flatMap((round) => Object.keys(round.cpuSecondsPerTaskOf)))
  const mostOf = (name: string) =>
    Math.max(...played.flat().map((round) => round.cpuSecondsPerTaskOf[name] ?? 0))
  return [...names].filter((name) => 1_000 * mostOf(name) >= 0.005)
}
