import { setTimeout as pause } from 'node:timers/promises'
import { processCommand, processIdentity } from './process-identity.ts'

const checkEveryMs = 25

/**
 * Ends the server that a supervisor left behind when it was killed. Only a process whose command
 * line carries `mark` (the path of its data) is touched: pids are reused.
 */
export async function endLeftover(
  pid: number,
  mark: string,
  signals: readonly NodeJS.Signals[],
): Promise<void> {
  const identity = processIdentity(pid)
  if (identity === undefined || !processCommand(pid).includes(mark)) return
  await endProcess(pid, identity, signals)
}

/** Ends a process that is no child of ours, if its identity is still the known one. */
export async function endProcess(
  pid: number,
  identity: string,
  signals: readonly NodeJS.Signals[],
  graceMs = 4_000,
): Promise<void> {
  for (const signal of [...signals, 'SIGKILL' as const]) {
    if (processIdentity(pid) !== identity) return
    sendQuietly(pid, signal)
    sendQuietly(pid, 'SIGCONT')
    if (await gone(pid, identity, graceMs)) return
  }
}

async function gone(pid: number, identity: string, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += checkEveryMs) {
    if (processIdentity(pid) !== identity) return true
    await pause(checkEveryMs)
  }
  return false
}

export function sendQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself in between, which is fine.
  }
}
