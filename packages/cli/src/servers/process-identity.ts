import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Distinguishes this process from a later one with the same pid: its start time. Undefined when no such process runs
 * (a zombie, which only waits to be reaped, does not run).
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStartTicks(pid) : psField(pid, 'lstart')
}

/** The command line of a running process, empty when it cannot be read. */
export function processCommand(pid: number): string {
  if (process.platform !== 'linux') return psField(pid, 'command') ?? ''
  return readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? ''
}

/** The running children of this process. */
export function childProcesses(pid: number): number[] {
  if (process.platform !== 'linux') return pgrep(pid)
  return readdirSync('/proc')
    .map(Number)
    .filter((child) => !Number.isNaN(child) && linuxStat(child)?.[1] === String(pid))
}

function pgrep(parent: number): number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' })
    return found.split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** Whether the process was stopped (SIGSTOP, a debugger), which is not for ever. */
export function isStopped(pid: number): boolean {
  const state = process.platform === 'linux' ? linuxStat(pid)?.[0] : psField(pid, 'state')
  return /^[Tt]/.test(state ?? '')
}

function linuxStartTicks(pid: number): string | undefined {
  const fields = linuxStat(pid)
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

/** From the third field on, the state. The second, the name, may hold blanks and parentheses (proc(5)). */
function linuxStat(pid: number): string[] | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
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
