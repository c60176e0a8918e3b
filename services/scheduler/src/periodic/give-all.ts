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
  const faults: unknown[] = []
  let given = 0
  const give = async (request: Request) => {
    const { command, meta } = request
    try {
      const { kind } = await handle({ ...request, meta: { ...meta, actor: 'scheduler' } })
      if (kind === 'events') given += 1
    } catch (fault) {
      faults.push(fault)
      if (!isDatabaseFault(fault)) putting?.aside.add(streamOf(command), putting.now)
    }
  }
  await Promise.all(requests.map(give))
  if (faults.length > 0) throw faults.find(isDatabaseFault) ?? faults[0]
  return given
}
