import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { OperatorError } from '../operator-error.ts'

/** Postgres refuses to run as root. This is how root runs it as a user without rights. */
export type Unprivileged = {
  readonly uid: number
  readonly gid: number
  /** Prefix of the command when `setpriv` must keep one capability; empty otherwise. */
  readonly prefix: readonly string[]
}

/**
 * Undefined for an ordinary user, who needs none of this. `paths` are the places the server must reach: below a
 * directory others may not enter (a 0700 home), it keeps the one capability that lets it through, and nothing else of
 * root's.
 */
export function unprivilegedFor(
  executable: string,
  paths: readonly string[],
): Unprivileged | undefined {
  if (process.geteuid?.() !== 0) return undefined
  const user = nobody()
  const mayExecute = (statSync(executable).mode & 0o005) === 0o005
  if (mayExecute && [executable, ...paths].every((path) => othersMayReach(path))) {
    return { ...user, prefix: [] }
  }
  // Reading and searching is enough where files may be executed by all; a umask of 077 at installation takes that bit
  // away too, and then only dac_override helps.
  const capability = mayExecute ? 'dac_read_search' : 'dac_override'
  requireSetpriv(paths[0] ?? executable)
  const caps = [`--inh-caps=-all,+${capability}`, `--ambient-caps=+${capability}`]
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  // Postgres asks access(2) about its own files, and for others than root the kernel answers as if
  // no capability were held, unless this bit says otherwise (capabilities(7)).
  const securebits = '--securebits=+no_setuid_fixup'
  return { ...user, prefix: ['setpriv', ...identity, securebits, ...caps, '--'] }
}

function nobody(): { uid: number; gid: number } {
  const entry = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  return { uid: Number(entry?.[1] ?? 65_534), gid: Number(entry?.[2] ?? 65_534) }
}

function othersMayReach(path: string): boolean {
  const parent = dirname(path)
  if (parent === path) return true
  return (statSync(parent).mode & 0o001) !== 0 && othersMayReach(parent)
}

function requireSetpriv(path: string): void {
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' })
  } catch {
    throw new OperatorError(
      `Postgres cannot run as root, and the user "nobody" cannot reach ${path}: ` +
        'start Pressrun as an ordinary user, set PRESSRUN_DATA_DIR to a place others may enter, ' +
        'or set DATABASE_URL to a Postgres of your own',
    )
  }
}
