import type { Handle, Request } from '@pressrun/db'

/**
 * Gives commands side by side, so that they share commits, in the scheduler's name. Answers how many
 * came to something; a fault is thrown when all have had their turn.
 */
export async function giveAll(handle: Handle, requests: readonly Request[]): Promise<number> {
  const answers = await Promise.allSettled(
    requests.map(({ meta, ...rest }) => handle({ ...rest, meta: { ...meta, actor: 'scheduler' } })),
  )
  let given = 0
  for (const answer of answers) {
    if (answer.status === 'rejected') throw answer.reason
    if (answer.value.kind === 'events') given += 1
  }
  return given
}
