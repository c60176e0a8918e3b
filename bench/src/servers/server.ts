import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A server the bench started for one contender, with data of its own. */
export type Server = {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

const STOP_TIMEOUT_MS = 15_000

/** Starts a server program; its output is kept to explain a failed start. */
export function startProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): { child: ChildProcess; said: () => string } {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let said = ''
  const keep = (text: Buffer) => (said = (said + text.toString()).slice(-4000))
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return { child, said: () => said }
}

/** Retries until the server answers, or has exited. */
export async function untilAnswering(
  program: { child: ChildProcess; said: () => string },
  answers: () => Promise<unknown>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    try {
      await answers()
      return
    } catch (cause) {
      if (program.child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the server did not start: ${program.said()}`, { cause })
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export async function stopProgram(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(killer)
}
