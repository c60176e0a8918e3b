import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { AlreadyClaimed, claim, type Claim } from '../servers/claim.ts'

/** Makes the directory, sees that it can be written, and takes it for this supervisor. */
export async function openDataDirectory(dataDir: string): Promise<Claim> {
  try {
    await mkdir(join(dataDir, 'logs'), { recursive: true })
    await access(dataDir, constants.W_OK | constants.X_OK)
    return claim(join(dataDir, 'supervisor.json'))
  } catch (error) {
    throw explained(error, dataDir)
  }
}

function explained(error: unknown, dataDir: string): unknown {
  if (error instanceof AlreadyClaimed) {
    return new OperatorError(
      `Pressrun already runs on ${dataDir} (process ${error.pid}): stop it first, ` +
        'or set PRESSRUN_DATA_DIR to another directory',
    )
  }
  const code = (error as NodeJS.ErrnoException).code
  if (code === undefined) return error
  return new OperatorError(
    `the data directory ${dataDir} cannot be written (${code}): ` +
      'give yourself the right to write there, or set PRESSRUN_DATA_DIR to another directory',
    { cause: error },
  )
}
