import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually } from '../../support/index.ts'

export type ServerProcess = AsyncDisposable & {
  /** With all its children; resolves when it is dead. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

export type StartOptions = {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly cwd?: string
  readonly env?: Record<string, string>
  /** Where its output goes, shown when it does not start. */
  readonly logs: string
  /** Whether it is at work yet. */
  readonly isUp: () => Promise<boolean>
}

const startWithinMs = 120_000

/** A server in a process group of its own, which ends with this process however that ends. */
export async function startProcess(options: StartOptions): Promise<ServerProcess> {
  const { name, command, cwd, env = {}, logs, isUp } = options
  const log = join(logs, `${name}.log`)
  const { PATH, HOME, TMPDIR } = process.env
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...command], {
    cwd,
    env: { PATH, HOME, TMPDIR, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = createWriteStream(log, { flags: 'a' })
  child.stdout.pipe(output, { end: false })
  child.stderr.pipe(output, { end: false })
  const exited = once(child, 'exit').then(() => output.end())
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal)
    await exited
  }
  try {
    const ended = exited.then(() => Promise.reject(new Error('it ended')))
    const up = eventually(() => isUp(), { within: startWithinMs, what: `${name} is up` })
    await Promise.race([up, ended])
    ended.catch(() => {})
  } catch (cause) {
    await kill()
    const logTail = (await readFile(log, 'utf8')).slice(-3_000)
    throw new Error(`${name} did not start: ${logTail}`, { cause })
  }
  return { kill, [Symbol.asyncDispose]: () => kill('SIGTERM') }
}

/** Whether it returns anything but a server error. */
export async function responds(url: string): Promise<boolean> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  await response.body?.cancel()
  return response.status < 500
}
