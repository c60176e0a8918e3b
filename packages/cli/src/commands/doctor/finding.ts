export type Finding = {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly what: string
  /** What to do about it. */
  readonly advice?: string
}

export type Check = { name: string; run(): Promise<Finding> }

export const ok = (what: string): Finding => ({ level: 'ok', what })
export const warn = (what: string, advice: string): Finding => ({ level: 'warn', what, advice })
export const fail = (what: string, advice: string): Finding => ({ level: 'fail', what, advice })
