import { parseArgs } from 'node:util'
import type { StormOptions } from './storm.ts'

export type MainOptions = { readonly storm: StormOptions; readonly jsonFile: string | undefined }

const accountsMax = 240
/** So that each account is in several runs. */
const tasksPerAccount = 15

/** `--tasks 5000 --minutes 3 --seed 1`, `--json FILE`. */
export function readOptions(args: string[]): MainOptions {
  const { values } = parseArgs({
    args,
    options: {
      tasks: { type: 'string', default: '5000' },
      minutes: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      faults: { type: 'string', default: '0.15' },
      json: { type: 'string' },
    },
  })
  const tasks = positive('tasks', values.tasks)
  return {
    jsonFile: values.json,
    storm: {
      seed: positive('seed', values.seed),
      tasks,
      accounts: Math.min(accountsMax, Math.max(24, Math.ceil(tasks / tasksPerAccount))),
      lastsMs: positive('minutes', values.minutes) * 60_000,
      trouble: { gapMs: [4_000, 9_000], calmMs: 18_000 },
      faultShare: Number(values.faults),
      stallMs: 90_000,
      quiet: { withinMs: 5 * 60_000, looks: true },
    },
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (value > 0) return value
  throw new Error(`--${name} is "${text}": it must be a number above 0`)
}
