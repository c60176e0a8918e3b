import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { AlreadyClaimed, claim, type Claim } from '../servers/claim.ts'

/** Makes the directory, checks that it is writable, and claims it for this supervisor. */
export async function openDataDirectory(dataDir: string): Promise<Claim> {
  try {
    await makeDirectory(join(dataDir, 'logs'))
    await access(dataDir, constants.W_OK | constants.X_OK)
    return claim(join(dataDir, 'supervisor.json'))
  } catch (error) {
    throw explained(error, dataDir)
  }
}

/**
 * As `mkdir` with `recursive`, which never ends, and cannot be interrupted, where an existing parent returns ENOENT,
 * as /proc does.
 */
async function makeDirectory(path: string): Promise<void> {
  if (await isDirectory(path)) return
  if (dirname(path) !== path) await makeDirectory(dirname(path))
  await mkdir(path).catch(async (cause: unknown) => {
    // Another start may have made it meanwhile.
    if (!(await isDirectory(path))) throw cause
  })
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

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
