export type Finding = {
  level: 'ok' | 'warn' | 'fail'
  what: string
  /** What to do about it. */
  advice?: string
}

export type Check = { name: string; run(): Promise<Finding> }

export const ok = (what: string): Finding => ({ level: 'ok', what })
export const warn = (what: string, advice: string): Finding => ({ level: 'warn', what, advice })
export const fail = (what: string, advice: string): Finding => ({ level: 'fail', what, advice })
