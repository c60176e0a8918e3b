import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'

const turnEveryMs = 250
const blockedFromMs = 1_000

/**
 * Reports afterwards that the event loop of this process was blocked for over a second: in the log, with how much of
 * that time it computed (a process that was stopped did not), and in the metrics. While it is blocked only its
 * supervisor can report it, by the heartbeats it misses.
 */
export function watchEventLoop(log: Logger, { counter }: Metrics): Disposable {
  const blocks = counter({
    name: 'pressrun_event_loop_blocked_total',
    help: 'Times the event loop was blocked for over a second.',
  })
  const seconds = counter({
    name: 'pressrun_event_loop_blocked_seconds_total',
    help: 'Seconds for which it was, all times together.',
  })
  const block = blockBetweenTurns()
  const timer = setInterval(() => {
    const found = block(performance.now(), process.threadCpuUsage())
    if (!found) return
    blocks.inc()
    seconds.inc(found.blockedMs / 1_000)
    log.warn(found, 'the event loop was blocked')
  }, turnEveryMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

export type Block = { readonly blockedMs: number; readonly cpuMs: number }

/** Detects that too much time lies between a turn and the one before it. CPU in microseconds. */
export function blockBetweenTurns(): (
  nowMs: number,
  cpu: { readonly user: number; readonly system: number },
) => Block | undefined {
  let before: { readonly nowMs: number; readonly cpuMs: number } | undefined
  return (nowMs, { user, system }) => {
    const cpuMs = (user + system) / 1_000
    const last = before
    before = { nowMs, cpuMs }
    if (!last) return undefined
    const blockedMs = nowMs - last.nowMs - turnEveryMs
    if (blockedMs < blockedFromMs) return undefined
    return { blockedMs: Math.round(blockedMs), cpuMs: Math.round(cpuMs - last.cpuMs) }
  }
}
