import { isDatabaseFault, type Handle, type Request } from '@pressrun/db'
import { streamOf } from '@pressrun/events'
import type { DeferredIds } from './deferred-ids.ts'

type Deferral = { readonly deferred: DeferredIds; readonly now: number }

/**
 * Handles commands side by side, so that they share commits, as the scheduler. Returns how many caused events; faults
 * are thrown once all are handled. The subject of a command that fails on its own is deferred: a caller that leaves it
 * out next time gets to the others.
 */
export async function handleAll(
  handle: Handle,
  requests: readonly Request[],
  orDefer?: Deferral,
): Promise<number> {
  const faults: unknown[] = []
  let given = 0
  const handleOne = async (request: Request) => {
    const { command, meta } = request
    try {
      const { kind } = await handle({ ...request, meta: { ...meta, actor: 'scheduler' } })
      if (kind === 'events') given += 1
    } catch (fault) {
      faults.push(fault)
      if (!isDatabaseFault(fault)) orDefer?.deferred.add(streamOf(command), orDefer.now)
    }
  }
  await Promise.all(requests.map(handleOne))
  if (faults.length > 0) throw faults.find(isDatabaseFault) ?? faults[0]
  return given
}
