import type { Delivery } from '@pressrun/bus'
import { ByteSemaphore } from '@pressrun/runtime'
import { AbandonedWait } from './await-owner.ts'
import type { JobRow } from './job-row.ts'
import type { MemorySemaphores, Publisher } from './publisher.ts'

/** Total content that jobs work with at a time; each is copied some five times on its way out. */
export const contentBytesMax = { large: 16 * 1024 * 1024, middling: 24 * 1024 * 1024 }

const semaphores = (bytesMax: number) => ({
  first: new ByteSemaphore(bytesMax),
  again: new ByteSemaphore(bytesMax),
})

export const memorySemaphores = (): MemorySemaphores => ({
  large: semaphores(contentBytesMax.large),
  middling: semaphores(contentBytesMax.middling),
})

const largeBytesMin = 64 * 1024
/** A smaller content waits for nothing. */
const middlingBytesMin = 4 * 1024

/** The permit of a job with large content, acquired before its content is read. Undefined where none is needed. */
export function memoryPermit(
  { row, delivery }: { readonly row: JobRow; readonly delivery: Delivery },
  { memory, signal }: Pick<Publisher, 'memory' | 'signal'>,
): Promise<Disposable> | undefined {
  const { task, contentBytes } = row
  if (contentBytes < middlingBytesMin) return undefined
  const semaphores = contentBytes < largeBytesMin ? memory.middling : memory.large
  const isFirst = delivery.number === 1 && task.attempt === 1
  return (isFirst ? semaphores.first : semaphores.again)
    .acquire(contentBytes, signal)
    .catch((cause: unknown) => {
      if (signal.aborted) throw new AbandonedWait()
      throw cause
    })
}
