import type { Logger } from './logger.ts'

export type ShutdownOptions = {
  readonly log: Logger
  /** How long `main` may take to close what it opened. */
  readonly drainTimeoutMs: number
  /** How long the event loop may take to empty after `main` has ended. */
  readonly lingerTimeoutMs: number
  /** A second signal within this time is an echo of the first, not an impatient user. */
  readonly echoMs: number
}

export type Shutdown = {
  /** Aborted once, when the process must end or `main` has. */
  readonly signal: AbortSignal
  /** The sink of all faults of the process; the first is logged as fatal and ends the process. */
  fault(error: unknown): void
  /** `main` has closed everything; what is still open now is a leak. */
  ended(): void
}

/**
 * Decides when the process ends: on SIGTERM, SIGINT or SIGHUP, on a fault, or with its supervisor.
 * It never exits by force while things close in order, and always does when they take too long.
 */
export function watchForShutdown(options: ShutdownOptions): Shutdown {
  const { log, drainTimeoutMs, lingerTimeoutMs } = options
  const stop = new AbortController()
  let faulted = false
  // Signal handlers do not keep Node alive; without this, a main that only waits would end with code 13.
  const aliveWhileMainRuns = setInterval(() => {}, 2 ** 30)

  const exitHard = (why: string): void => {
    log.fatal({ open: process.getActiveResourcesInfo() }, why)
    process.exit(1)
  }
  const begin = (reason: string): void => {
    if (stop.signal.aborted) return
    log.info({ reason }, 'shutting down')
    setTimeout(exitHard, drainTimeoutMs, `not closed within ${drainTimeoutMs} ms`).unref()
    stop.abort()
  }
  const fault = (error: unknown): void => {
    if (stop.signal.aborted && isAbort(error)) return
    log[faulted ? 'error' : 'fatal']({ err: error }, 'fault')
    faulted = true
    process.exitCode = 1
    begin('fault')
  }

  process.on('uncaughtException', fault).on('unhandledRejection', fault)
  onSignals(options.echoMs, begin, exitHard)
  onSupervisorGone(() => begin('supervisor gone'))

  return {
    signal: stop.signal,
    fault,
    ended() {
      clearInterval(aliveWhileMainRuns)
      // A main that was refused or failed may have left something behind that goes on until the signal.
      stop.abort()
      setTimeout(exitHard, lingerTimeoutMs, 'something stayed open after the end').unref()
    },
  }
}

function onSignals(
  echoMs: number,
  begin: (reason: string) => void,
  exitHard: (why: string) => void,
): void {
  let firstAt: number | undefined
  const receive = (name: NodeJS.Signals): void => {
    const now = performance.now()
    firstAt ??= now
    if (now - firstAt > echoMs) exitHard(`second signal, ${name}`)
    begin(name)
  }
  // Ctrl-C and a closed terminal reach every process of the group at once. Under a supervisor it is the supervisor
  // that then stops its services, in order, by SIGTERM.
  const receiveUnlessSupervised = (name: NodeJS.Signals): void => {
    if (!process.connected) receive(name)
  }
  process.on('SIGTERM', receive)
  process.on('SIGINT', receiveUnlessSupervised).on('SIGHUP', receiveUnlessSupervised)
}

/** A supervisor that was killed cannot signal; its end of the IPC channel closes all the same. */
function onSupervisorGone(handle: () => void): void {
  if (!process.connected) return
  process.once('disconnect', handle)
  // A listener makes the channel hold the event loop, but the channel is no reason to stay.
  process.channel?.unref()
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
