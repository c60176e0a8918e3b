import { parseArgs } from 'node:util'

const parts = ['lateness', 'burst', 'quiet', 'backlog', 'limits', 'idle'] as const
export type Part = (typeof parts)[number]

export type SchedulerBenchOptions = {
  readonly only: readonly Part[]
  /** 1 is the scale of the targets; less is a shorter run of the same shape. */
  readonly scale: number
}

/** `npm run bench -- scheduler --only burst,limits --scale 0.1` */
export function readSchedulerOptions(args: string[]): SchedulerBenchOptions {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string', default: '' }, scale: { type: 'string', default: '1' } },
  })
  const asked = values.only.split(',').filter((name) => name !== '')
  const unknown = asked.filter((name) => !parts.some((part) => part === name))
  if (unknown.length > 0)
    throw new Error(`--only knows ${parts.join(', ')}, not ${unknown.join(', ')}`)
  const scale = Number(values.scale)
  if (!(scale > 0 && scale <= 1)) throw new Error(`--scale is "${values.scale}": above 0, up to 1`)
  return { only: parts.filter((part) => asked.length === 0 || asked.includes(part)), scale }
}
