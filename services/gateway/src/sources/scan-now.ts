import { pause } from '@pressrun/runtime'
import type { EventMeta, SourceId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { execute } from '../api/commands.ts'
import { existingSource } from './existing-source.ts'

const lookAgainMs = 100

/**
 * Has a source scanned, and waits for the end of it; answers whether it is over. A scan that was under
 * way already may have read what was there before: the source is scanned again after it.
 */
export async function scanNow(
  gateway: Gateway,
  sourceId: SourceId,
  meta: EventMeta,
  waitMs: number,
): Promise<boolean> {
  const until = gateway.now() + waitMs
  let isNew = false
  for (;;) {
    isNew ||= await execute(gateway, {
      command: { type: 'ScanSource', sourceId, now: gateway.now() },
      meta,
    })
    const { asked_at } = await existingSource(gateway, sourceId)
    if (isNew && asked_at === null) return true
    if (gateway.now() >= until) return false
    await pause(lookAgainMs, never)
  }
}

const never = new AbortController().signal
