import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export type Exit = { code: number | null; signal: NodeJS.Signals | null }

export type ServerProcess = {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Its last lines of output, for the message when it fails to start. */
  lastLines(): readonly string[]
  /** Sends `signals[0]`, then, each time `graceMs` passed in vain, the next one; SIGKILL is last. */
  stop(signals: readonly NodeJS.Signals[], graceMs: number): Promise<void>
  kill(): Promise<void>
  /** Sends SIGKILL without waiting for its effect. */
  killNow(): void
}

export type ServerCommand = {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  readonly uid?: number
  readonly gid?: number
  readonly onLine?: (line: string) => void
}

const lastLinesMax = 20

/**
 * Runs a server in a session of its own: Ctrl-C on the terminal must reach only the supervisor,
 * which stops everything in order.
 */
export async function spawnServer(command: ServerCommand): Promise<ServerProcess> {
  const { file, args, onLine, ...options } = command
  const child = spawn(file, args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      if (lines.push(line) > lastLinesMax) lines.shift()
      onLine?.(line)
    })
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  const send = (signal: NodeJS.Signals): boolean => child.kill(signal)
  return {
    pid: child.pid as number,
    exited,
    lastLines: () => lines,
    async stop(signals, graceMs) {
      for (const signal of signals) {
        const isSent = send(signal)
        // A stopped process receives no signal but this one and the last.
        send('SIGCONT')
        if (!isSent || (await settlesWithin(exited, graceMs))) break
      }
      send('SIGKILL')
      await exited
    },
    async kill() {
      send('SIGKILL')
      await exited
    },
    killNow: () => void send('SIGKILL'),
  }
}

/** Whether the promise settles before the time is over. Leaves no timer behind. */
export function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    const settled = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    promise.then(settled, settled)
  })
}
