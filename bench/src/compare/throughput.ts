import { median } from '../measure/statistics.ts'
import { inTurn, ratioRow } from './in-turn.ts'
import type { JobName } from './jobs.ts'
import type { CompareOptions } from './options.ts'
import { openSides, type Round } from './side.ts'

/** Tasks per second, and the CPU they cost, by process. */
export async function compareThroughput(
  job: JobName,
  { checkouts, rounds, tasks, say }: CompareOptions,
): Promise<string[][]> {
  await using sides = await openSides(checkouts, job)
  for (const side of [sides.before, sides.after]) await side.play(tasks, 'warm')
  const played = await inTurn(sides, rounds, (side, round) => side.play(tasks, `round ${round}`), {
    onRound: (pair, round) =>
      say(
        `${job}, round ${round}: ${pair.map((it) => Math.round(it.tasksPerSecond)).join(' and ')} tasks/s`,
      ),
  })
  const ms = (what: string, of: (round: Round) => number) =>
    ratioRow(`${job}: ${what}`, played, (round) => 1_000 * of(round), 3)
  return [
    ratioRow(`${job}: tasks/s`, played, ({ tasksPerSecond }) => tasksPerSecond, 0),
    ms('CPU ms per task', ({ cpuSecondsPerTask }) => cpuSecondsPerTask),
    ...processesOf(played).map((name) =>
      ms(`of it ${name}`, (round) => round.cpuSecondsPerTaskOf[name] ?? 0),
    ),
  ]
}

/** Processes that took enough time to be worth a row. */
function processesOf(played: readonly (readonly [Round, Round])[]): string[] {
  const names = new Set(played.flat().flatMap((round) => Object.keys(round.cpuSecondsPerTaskOf)))
  const middleOf = (name: string) =>
    median(played.flat().map((round) => round.cpuSecondsPerTaskOf[name] ?? 0))
  return [...names].filter((name) => 1_000 * middleOf(name) >= 0.005)
}
