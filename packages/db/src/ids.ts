import { randomFillSync } from 'node:crypto'
import { idMint, projectId, type MintId } from '@pressrun/events'

/** The mint of a real process: wall clock and the system's randomness. */
export const processMint = (): MintId => idMint(Date.now, (bytes) => randomFillSync(bytes))

/** The project of callers who name none. */
export const defaultProjectId = projectId.parse('project_00000000000000000000000000')
