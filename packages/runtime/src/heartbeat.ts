import type { ChildProcess } from 'node:child_process'

const beatMs = 500

/** A loop that is silent for this long counts as blocked. */
const silentAfterMs = 2_000

/**
 * Tells the parent process that the event loop of this one turns: by the IPC channel, and for as long as there is one.
 * A thread that watches the loop from inside would cost 12 MB in each process.
 */
export function sendHeartbeats(): void {
  if (!process.connected) return
  const send = () => process.send?.(heartbeat, undefined, undefined, () => {})
  send()
  const timer = setInterval(send, beatMs).unref()
  process.once('disconnect', () => clearInterval(timer))
}

const heartbeat = { type: 'alive' } as const

export type Silence = {
  /** Its event loop is blocked; called once for each time. */
  readonly onBlocked: (silentMs: number) => void
  /** After this it is blocked for good: nothing that yields takes as long. */
  readonly givenUpAfterMs: number
  /** Called repeatedly. */
  readonly onGivenUp: (silentMs: number) => void
}

/**
 * Listens for the heartbeats of a child process, from the first one on until it has ended. Silence is counted in turns
 * of our own loop: if we were stopped or busy, the child is not blamed.
 */
export function watchHeartbeats(child: ChildProcess, silence: Silence): void {
  const heartbeats = createPulse(silence)
  let timer: NodeJS.Timeout | undefined
  child.on('message', (message) => {
    if ((message as { type?: unknown } | null)?.type !== heartbeat.type) return
    heartbeats.beat()
    timer ??= setInterval(heartbeats.tick, beatMs).unref()
  })
  const stop = () => clearInterval(timer)
  child.once('exit', stop).once('disconnect', stop)
}

/** Decides what a silence means. `tick` comes every half second. */
export function createPulse({ onBlocked, onGivenUp, givenUpAfterMs }: Silence): {
  readonly beat: () => void
  readonly tick: () => void
} {
  let silentMs = 0
  return {
    beat: () => void (silentMs = 0),
    tick() {
      silentMs += beatMs
      if (silentMs === silentAfterMs) onBlocked(silentMs)
      if (silentMs % givenUpAfterMs === 0) onGivenUp(silentMs)
    },
  }
}
