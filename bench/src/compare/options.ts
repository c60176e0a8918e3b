import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { accountsMax } from './jobs.ts'

const compareNames = ['webhooks', 'articles', 'latency', 'storage'] as const
export type CompareName = (typeof compareNames)[number]

export type CompareOptions = {
  /** Checkouts of Pressrun, with their dependencies installed; the first is the baseline. */
  readonly checkouts: readonly [before: string, after: string]
  readonly names: readonly CompareName[]
  readonly rounds: number
  /** Per round; every call is for all accounts. */
  readonly tasks: number
  /** For latency. */
  readonly samples: number
  readonly say: (line: string) => void
}

/** `npm run bench -- compare --before ../base [--job articles] [--rounds 5] [--tasks 2000] [--samples 200]` */
export function readCompareOptions(
  args: string[],
  checkout: string,
  say: (line: string) => void,
): CompareOptions {
  const { values } = parseArgs({
    args,
    options: {
      before: { type: 'string' },
      after: { type: 'string', default: checkout },
      job: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      tasks: { type: 'string', default: '2000' },
      samples: { type: 'string', default: '200' },
    },
  })
  if (values.before === undefined) throw new Error('--before names the other checkout')
  const names = compareNames.filter((name) => values.job === undefined || values.job === name)
  if (names.length === 0) throw new Error(`--job knows ${compareNames.join(', ')}`)
  return {
    checkouts: [resolve(values.before), resolve(values.after)],
    names,
    say,
    samples: positive('samples', values.samples),
    rounds: positive('rounds', values.rounds),
    tasks: Math.ceil(positive('tasks', values.tasks) / accountsMax) * accountsMax,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name} is "${text}": it must be a whole number above 0`)
}
