import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idleQueries } from '../pressrun/idle.ts'
import { atMost, type Figure } from './figure.ts'

/** The database load of an idle stack. */
export async function measureSchedulerIdle(scale: number): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-idle-'))
  try {
    const perSecond = await idleQueries(directory, Math.max(20, Math.round(60 * scale)))
    return [atMost('queries of the idle stack', perSecond, 1, '/s')]
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
