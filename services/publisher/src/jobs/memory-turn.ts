import type { Delivery } from '@pressrun/bus'
import { ByteTurns } from '@pressrun/runtime'
import { AbandonedWait } from './await-owner.ts'
import type { JobRow } from './job-row.ts'

/**
 * For jobs with large contents: a thousand of them at once would exhaust the memory of the process. Those that
 * are begun again may have to wait for a process of their own, and the others do not wait with them.
 */
export type ContentMemory = { readonly first: ByteTurns; readonly again: ByteTurns }

export type MemoryTurnOptions = {
  readonly memory: ContentMemory
  readonly signal: AbortSignal
}

/** Of contents that jobs work with at the same time; each is copied some five times on its way out. */
export const contentBytesMax = 16 * 1024 * 1024

export const contentMemory = (): ContentMemory => ({
  first: new ByteTurns(contentBytesMax),
  again: new ByteTurns(contentBytesMax),
})

/** A smaller content waits for nothing. */
const largeBytesMin = 64 * 1024

const none: Disposable = { [Symbol.dispose]: () => {} }

/** The turn of a job to be made, taken before its content is read. */
export async function memoryTurn(
  { task, contentBytes }: JobRow,
  delivery: Delivery,
  { memory, signal }: MemoryTurnOptions,
): Promise<Disposable> {
  if (contentBytes < largeBytesMin) return none
  const isFirst = delivery.number === 1 && task.attempt === 1
  const turns = isFirst ? memory.first : memory.again
  return turns.take(contentBytes, signal).catch((cause: unknown) => {
    if (signal.aborted) throw new AbandonedWait()
    throw cause
  })
}
