import { ownProblem } from '@pressrun/events'
import { isMachineExhausted } from '@pressrun/runtime/machine-exhausted'

/** Whether a thread, a process or a file could not be opened because this machine had nothing left for it. */
export function isForLackOfMachine(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return isMachineExhausted(code) || code === threadNotStarted || isForLackOfMachine(cause.cause)
}

/** Node says no more of it: a thread gets no file descriptor, or no memory. */
const threadNotStarted = 'ERR_WORKER_INIT_FAILED'

export const machineExhausted = {
  outcome: 'not-sent',
  code: ownProblem.machineExhausted,
  message: 'This publisher had no file descriptor, thread or memory left to prepare the post with.',
} as const
