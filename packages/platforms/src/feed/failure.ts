import { ownProblem } from '@pressrun/events'
import { isMachineExhausted } from '@pressrun/runtime/machine-exhausted'
import type { NotSent, ReconcileOutcome, Rejected, Unknown } from '../outcomes.ts'
import { DirectoryOutsideDataDir } from './directory.ts'

/** Faults that pass by themselves or by freeing space; all others need a person. */
const passing: Record<string, string> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EIO: 'disk-error',
}

/** A failure before the page was put in place: nothing is visible. */
export function explainFailure(error: unknown): NotSent | Rejected {
  if (error instanceof DirectoryOutsideDataDir) {
    return { outcome: 'rejected', code: error.code, message: error.message }
  }
  const code = systemCode(error)
  if (code === undefined) throw error
  const message = `the feed's directory cannot be written (${code})`
  const passes = isMachineExhausted(code) ? ownProblem.machineExhausted : passing[code]
  return passes === undefined
    ? { outcome: 'rejected', code: 'directory-not-usable', message }
    : { outcome: 'not-sent', code: passes, message }
}

/** A failure once the page may be in place; a repeat completes what is missing. */
export function explainHalfWritten(error: unknown): Unknown {
  const code = systemCode(error)
  if (code === undefined) throw error
  const message = `the page is written, the feed may not be (${code})`
  return { outcome: 'unknown', code: 'feed-not-written', message }
}

/** A failure while searching for the page. */
export function explainUnreadable(error: unknown): ReconcileOutcome {
  const code = systemCode(error)
  if (code === undefined) throw error
  if (code === 'ENOENT') return { outcome: 'absent' }
  const message = `the feed's directory cannot be read (${code})`
  return { outcome: 'unknown', code: 'directory-not-usable', message }
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
