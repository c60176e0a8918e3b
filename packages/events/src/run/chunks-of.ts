import type { PlannedTask } from './events.ts'

/**
 * Upper limits of tasks and bytes of JSON in a `TasksPlanned` event: keeps every message below the 1 MB that a NATS
 * server takes by default, with space for the envelope.
 */
export const plannedTasksPerEventMax = 500
export const plannedBytesPerEventMax = 512 * 1024

/** `{"tasks":[]}` */
const frameBytes = 12

/**
 * The tasks in their order, in as few chunks as the limits allow. A task that is larger than a whole chunk has one to
 * itself.
 */
export function chunksOf(tasks: readonly PlannedTask[]): PlannedTask[][] {
  const chunks: PlannedTask[][] = []
  let chunk: PlannedTask[] = []
  let bytes = frameBytes
  for (const task of tasks) {
    const size = utf8Bytes(JSON.stringify(task)) + 1
    const full = chunk.length === plannedTasksPerEventMax || bytes + size > plannedBytesPerEventMax
    if (full && chunk.length > 0) {
      chunks.push(chunk)
      chunk = []
      bytes = frameBytes
    }
    chunk.push(task)
    bytes += size
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks
}

/** JSON text is well-formed, so a surrogate always has its other half: two of them make four bytes. */
function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
