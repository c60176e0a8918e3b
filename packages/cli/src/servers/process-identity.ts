import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What tells this process from a later one that was given the same pid: the moment it started.
 * Undefined when no such process runs (a zombie, which only waits to be reaped, does not run).
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStartTicks(pid) : psField(pid, 'lstart')
}

/** The command line of a running process, empty when it cannot be known. */
export function processCommand(pid: number): string {
  if (process.platform !== 'linux') return psField(pid, 'command') ?? ''
  return readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? ''
}

function linuxStartTicks(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  // The second field, the name, may hold blanks and parentheses: count from the last one (proc(5)).
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function psField(pid: number, field: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
