import { AsyncLocalStorage } from 'node:async_hooks'
import type { Flow } from '@pressrun/runtime'

/** The request that work is done for. */
export type Call = {
  readonly flow: Flow
  /** Whether its result is no longer wanted. */
  isUnwanted: () => boolean
}

const calls = new AsyncLocalStorage<Call>()

/** Undefined for the gateway's own work. */
export const currentCall = (): Call | undefined => calls.getStore()

export const inCall = <Result>(call: Call, work: () => Result): Result => calls.run(call, work)

/** For work shared by many callers, whichever of them was first. */
export const inNoCall = <Result>(work: () => Result): Result => calls.exit(work)
