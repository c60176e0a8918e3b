import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

const TICKS_PER_SECOND = 100

/** CPU seconds that the whole machine has spent on anything but idling: proc_stat(5). */
export function machineCpuSeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).slice(1).map(Number)
  const ticks = [user, nice, system, irq, softirq, steal].reduce<number>((a, b) => a + (b ?? 0), 0)
  return ticks / TICKS_PER_SECOND
}

/** Other load on the machine would be measured as slowness of the contender. */
const QUIET_SHARE = 0.08
const WATCHED_MS = 1_000

/** Waits until the machine is quiet; returns whether it was in time. */
export async function untilQuiet(timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const before = machineCpuSeconds()
    await pause(WATCHED_MS)
    const share = (machineCpuSeconds() - before) / (availableParallelism() * (WATCHED_MS / 1000))
    if (share <= QUIET_SHARE) return true
    if (Date.now() > deadline) return false
  }
}
