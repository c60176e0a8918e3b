import { setTimeout as pause } from 'node:timers/promises'
import { configurationExitCode, OperatorError } from '../operator-error.ts'
import type { Exit } from '../servers/server-process.ts'
import { watchForHang, type Condition } from './watch-for-hang.ts'
import type { Running } from './running.ts'

export type Part<R extends Running> = {
  readonly name: string
  /** Resolves when the process is working; rejects, leaving nothing behind, when it fails to start. */
  start(): Promise<R>
  onStarted?(running: R): void
  /** Asks it for a sign of life; one that stays silent is killed and restarted. */
  ask?(running: R): Promise<Condition>
}

export type Supervised<R extends Running> = {
  readonly name: string
  /** The present process or, in between, the last one. */
  current(): R
  stop(): Promise<void>
  kill(): Promise<void>
}

export type SupervisionOptions = {
  /** A line for the operator. */
  warn(line: string): void
  random(): number
  /** Milliseconds of a clock that only goes forward. */
  now(): number
}

const backoffBaseMs = 200
const backoffCapMs = 10_000
const healthyAfterMs = 30_000

/** Only a person can end it, but the person may change the database and not our environment. */
const configurationRetryMs = 60_000

/** Starts the part and restarts it whenever it ends, until it is stopped. */
export async function supervise<R extends Running>(
  part: Part<R>,
  around: SupervisionOptions,
): Promise<Supervised<R>> {
  const stopping = new AbortController()
  let running = await part.start()
  started(part, running, around)
  const watch = keepAlive(
    part,
    around,
    stopping.signal,
    () => running,
    (next) => (running = next),
  )
  return {
    name: part.name,
    current: () => running,
    async stop() {
      stopping.abort()
      await running.stop()
      await watch
    },
    async kill() {
      stopping.abort()
      await running.kill()
      await watch
    },
  }
}

function started<R extends Running>(part: Part<R>, running: R, { warn }: SupervisionOptions): void {
  part.onStarted?.(running)
  const { name, ask } = part
  if (ask) void watchForHang(running, { name, warn, ask: (asked) => ask.call(part, asked) })
}

async function keepAlive<R extends Running>(
  part: Part<R>,
  around: SupervisionOptions,
  stopping: AbortSignal,
  current: () => R,
  replace: (next: R) => void,
): Promise<void> {
  let failures = 0
  let startedAt = around.now()
  while (!stopping.aborted) {
    const exit = await current().exited
    if (stopping.aborted) return
    failures = around.now() - startedAt > healthyAfterMs ? 1 : failures + 1
    let reason = describeExit(exit)
    let waitMs = fullJitter(failures, around.random)
    for (let next: R | undefined; next === undefined;) {
      around.warn(`${part.name} ${reason}; starting it again in ${(waitMs / 1_000).toFixed(1)} s`)
      await pause(waitMs, undefined, { signal: stopping }).catch(() => undefined)
      if (stopping.aborted) return
      try {
        next = await part.start()
      } catch (error) {
        failures += 1
        reason = `would not start (${(error as Error).message})`
        waitMs = needsOperator(error) ? configurationRetryMs : fullJitter(failures, around.random)
        continue
      }
      if (stopping.aborted) return next.stop()
      startedAt = around.now()
      started(part, next, around)
      replace(next)
    }
  }
}

/** Exponential, and random over the whole range: parts that failed together do not restart together. */
export function fullJitter(failures: number, random: () => number): number {
  const ceiling = Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.max(0, failures - 1))
  return Math.floor(ceiling * random())
}

function needsOperator(error: unknown): boolean {
  return error instanceof OperatorError && error.exitCode === configurationExitCode
}

function describeExit({ code, signal }: Exit): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
}
