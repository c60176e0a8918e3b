import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { accountsMax, jobs, type JobName } from './jobs.ts'

export type CompareOptions = {
  /** Checkouts of Pressrun, with their dependencies installed; the first is what the other is held against. */
  readonly checkouts: readonly [before: string, after: string]
  readonly jobs: readonly JobName[]
  readonly rounds: number
  /** Of a round; every call is for all accounts. */
  readonly tasks: number
}

/** `npm run bench -- compare --before ../base [--job articles] [--rounds 5] [--tasks 2000]` */
export function readCompareOptions(args: string[], checkout: string): CompareOptions {
  const { values } = parseArgs({
    args,
    options: {
      before: { type: 'string' },
      after: { type: 'string', default: checkout },
      job: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      tasks: { type: 'string', default: '2000' },
    },
  })
  if (values.before === undefined) throw new Error('--before names the other checkout')
  const names = Object.keys(jobs) as JobName[]
  const asked = names.filter((name) => values.job === undefined || values.job === name)
  if (asked.length === 0) throw new Error(`--job knows ${names.join(', ')}`)
  return {
    checkouts: [resolve(values.before), resolve(values.after)],
    jobs: asked,
    rounds: positive('rounds', values.rounds),
    tasks: Math.ceil(positive('tasks', values.tasks) / accountsMax) * accountsMax,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name} is "${text}": it must be a whole number above 0`)
}
