import { isDatabaseFault, type Handle, type Request } from '@pressrun/db'
import { streamOf } from '@pressrun/events'
import type { PutAside } from './put-aside.ts'

type Aside = { readonly aside: PutAside; readonly now: number }

/**
 * Gives commands side by side, so that they share commits, in the scheduler's name. Returns how many came to something;
 * a fault is thrown when all have had their turn. What a command that fails by itself is about is put aside: whoever
 * leaves that out the next time gets to the others.
 */
export async function giveAll(
  handle: Handle,
  requests: readonly Request[],
  putting?: Aside,
): Promise<number> {
  const results = await Promise.allSettled(
    requests.map(({ meta, ...rest }) => handle({ ...rest, meta: { ...meta, actor: 'scheduler' } })),
  )
  const faults: unknown[] = []
  let given = 0
  for (const [i, result] of results.entries()) {
    const request = requests[i]
    if (result.status === 'fulfilled') given += result.value.kind === 'events' ? 1 : 0
    else faults.push(result.reason)
    if (result.status === 'rejected' && request && !isDatabaseFault(result.reason))
      putting?.aside.add(streamOf(request.command), putting.now)
  }
  if (faults.length > 0) throw faults.find(isDatabaseFault) ?? faults[0]
  return given
}
