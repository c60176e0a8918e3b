import { sayFigures } from '../report/say-figures.ts'
import { measureBacklog } from './backlog.ts'
import { measureBurst } from './burst.ts'
import type { Figure } from './figure.ts'
import { measureSchedulerIdle } from './idle.ts'
import { measureLateness } from './lateness.ts'
import { measureLimits } from './limits.ts'
import { readSchedulerOptions, type Part } from './options.ts'
import { measureQuiet } from './quiet.ts'

const measures: Record<Part, (scale: number) => Promise<Figure[]>> = {
  lateness: measureLateness,
  burst: measureBurst,
  quiet: measureQuiet,
  backlog: measureBacklog,
  limits: measureLimits,
  idle: measureSchedulerIdle,
}

/** `npm run bench -- scheduler`: the scheduler's targets, measured. */
export async function benchScheduler(args: string[]): Promise<void> {
  const { only, scale } = readSchedulerOptions(args)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const figures: Figure[] = []
  for (const part of only) {
    say(`measuring ${part}`)
    figures.push(...(await measures[part](scale)))
  }
  sayFigures(figures)
}
