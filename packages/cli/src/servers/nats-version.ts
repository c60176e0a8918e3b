import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
// Two of its 47 files: the supervisor keeps in memory what it loads.
import coerce from 'semver/functions/coerce.js'
import gte from 'semver/functions/gte.js'
import { OperatorError } from '../operator-error.ts'

/** The oldest nats-server Pressrun works with: Debian 12's. */
export const natsVersionMin = '2.9.10'

/** The version that a nats-server binary prints; undefined when it is none, or cannot run here. */
export async function natsVersionOf(binary: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 5_000 })
    return coerce(stdout)?.version
  } catch {
    return undefined
  }
}

/** A server too old would silently ignore half of its configuration. */
export function refuseOldNats(version: string, where: string): void {
  if (gte(version, natsVersionMin)) return
  throw new OperatorError(
    `nats-server ${version} at ${where} is too old; Pressrun needs ${natsVersionMin} or newer: ` +
      'upgrade it, take it off PATH so that Pressrun fetches its own, or set NATS_URL to a newer server',
  )
}
