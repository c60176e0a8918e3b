import { parseArgs } from 'node:util'

export type BenchOptions = {
  readonly tasks: number
  readonly accounts: number
  readonly rounds: number
  readonly latencySamples: number
  readonly idleSeconds: number
  /** Names of contenders and parts; empty stands for all. */
  readonly only: readonly string[]
  /** Where Pressrun's processes write their CPU profiles, if wanted. */
  readonly profileDirectory: string | undefined
  /** Where the report goes; without it the report is only printed. */
  readonly reportFile: string | undefined
}

/**
 * `--only pressrun,pg-boss --tasks 10000 --rounds 3`, `--profile DIR`. A run of parts does not overwrite the report
 * of a whole run, unless `--write` says so.
 */
export function readOptions(args: string[], reportFile: string): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      tasks: { type: 'string', default: '10000' },
      accounts: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '3' },
      'latency-samples': { type: 'string', default: '200' },
      'idle-seconds': { type: 'string', default: '30' },
      write: { type: 'boolean' },
      profile: { type: 'string' },
    },
  })
  const only = values.only.split(',').filter((name) => name !== '')
  return {
    only,
    tasks: positive('tasks', values.tasks),
    accounts: positive('accounts', values.accounts),
    rounds: positive('rounds', values.rounds),
    latencySamples: positive('latency-samples', values['latency-samples']),
    idleSeconds: positive('idle-seconds', values['idle-seconds']),
    profileDirectory: values.profile,
    reportFile: (values.write ?? only.length === 0) ? reportFile : undefined,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name} is "${text}": it must be a whole number above 0`)
}
