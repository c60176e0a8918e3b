import { AsyncLocalStorage } from 'node:async_hooks'
import type { Flow } from '@pressrun/runtime'

/** The request on whose behalf something is done. */
export type Call = {
  readonly flow: Flow
  /** Whether nobody waits any more for what it is to find out. */
  isUnwanted: () => boolean
}

const calls = new AsyncLocalStorage<Call>()

/** Undefined for what the gateway does by itself. */
export const currentCall = (): Call | undefined => calls.getStore()

export const inCall = <Result>(call: Call, work: () => Result): Result => calls.run(call, work)

/** For what many share, whoever was the first to ask for it. */
export const inNoCall = <Result>(work: () => Result): Result => calls.exit(work)
