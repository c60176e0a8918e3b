import type { Witness } from '@pressrun/events'
import type pg from 'pg'
import { checkLog } from './check-log.ts'

/** Keeps a process from sending for a log that was restored. */
export type LogGuard = {
  /** The incarnation of the log that this process has checked; empty before the first check. */
  readonly checked: () => string
  /** Checks the log, and returns whether something may go out. Throws when a witness is unreachable. */
  readonly check: () => Promise<boolean>
}

export type LogGuardOptions = {
  readonly pool: pg.Pool
  /** Those outside of the log who have seen how far it was. */
  readonly witnesses: () => Promise<readonly Witness[]>
  /** Called when a restore is found that was not known to this process. */
  readonly onRestored?: (reason: string) => void
}

/** Callers during a check share its result. */
export function logGuard({ pool, witnesses, onRestored }: LogGuardOptions): LogGuard {
  let checked = ''
  let lastReason: string | null = null
  let underWay: Promise<boolean> | undefined
  const check = async () => {
    // Witnesses are asked first: all they have seen is in the log by now, unless it was restored.
    const { incarnation, restored } = await checkLog(pool, await witnesses())
    checked = restored === null ? incarnation : ''
    if (restored !== null && restored !== lastReason) onRestored?.(restored)
    lastReason = restored
    return restored === null
  }
  return {
    checked: () => checked,
    check: () => (underWay ??= check().finally(() => (underWay = undefined))),
  }
}
