import { setTimeout as pause } from 'node:timers/promises'
import type { Running } from './running.ts'

/** The state of a running server: `useless` has to be restarted at once. */
export type Condition = 'well' | 'useless'

export type HangWatch<R extends Running> = {
  readonly name: string
  /** Rejects when it does not respond in time. */
  readonly ask: (running: R) => Promise<Condition>
  readonly warn: (line: string) => void
  readonly times?: typeof usualTimes
}

/** Some 15 seconds of silence: a process that is stopped for a moment, in a debugger, is not lost. */
const usualTimes = { everyMs: 5_000, silencesMax: 3 }

/**
 * Kills the process when it no longer responds, for its supervisor to restart it. Returns when it has ended, for any
 * reason.
 */
export async function watchForHang<R extends Running>(
  running: R,
  { name, ask, warn, times = usualTimes }: HangWatch<R>,
): Promise<void> {
  const ended = new AbortController()
  void running.exited.then(() => ended.abort())
  let silences = 0
  while (!ended.signal.aborted) {
    await pause(times.everyMs, undefined, { signal: ended.signal }).catch(() => undefined)
    if (ended.signal.aborted) return
    const condition = await ask(running).catch((): 'silent' => 'silent')
    silences = condition === 'silent' ? silences + 1 : 0
    if (ended.signal.aborted || (condition !== 'useless' && silences < times.silencesMax)) continue
    warn(
      condition === 'useless'
        ? `${name} runs and cannot do its work; ending it`
        : `${name} has not answered for ${(silences * times.everyMs) / 1_000} s; ending it`,
    )
    await running.kill()
    return
  }
}
