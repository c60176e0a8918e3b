import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
// Not the whole package: the supervisor has no use for loggers, metrics and validators.
import { watchHeartbeats } from '@pressrun/runtime/heartbeat'
import { withMemoryLimit } from '@pressrun/runtime/memory-limit'
import { configurationExitCode, OperatorError } from '../operator-error.ts'
import { isStopped } from '../servers/process-identity.ts'
import { settlesWithin, type Exit } from '../servers/server-process.ts'
import { shortenServiceLine } from './log-line.ts'
import type { Running } from './running.ts'

export type ServiceCommand = {
  readonly name: string
  /** Its main.ts. */
  readonly entry: string
  readonly nodeFlags: readonly string[]
  readonly env: NodeJS.ProcessEnv
  onLine(line: string): void
}

export type RunningService = Running & { port: number | undefined }

type ReadyMessage = { type: 'ready'; port?: number }

/**
 * Beyond what Node reserves. It keeps one service from taking the memory of the whole machine. V8 sets half a gigabyte
 * aside for each worker thread without an explicit code limit.
 */
const memoryMaxMb = 4_096
const readyTimeoutMs = 30_000
const stopGraceMs = 5_000
/** Less than the ack wait: a publisher that is blocked is gone before its jobs come to another. */
const blockedMaxMs = 5_000
const lastLinesMax = 6

/** Starts a service and resolves when it reports over the IPC channel that it is working. */
export async function startService(command: ServiceCommand): Promise<RunningService> {
  const { file, args } = withMemoryLimit(
    { file: process.execPath, args: [...command.nodeFlags, command.entry] },
    memoryMaxMb,
  )
  const child = spawn(file, [...args], {
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A session of its own: Ctrl-C must reach it through the supervisor, in order.
    detached: true,
  })
  const lines = followLines(child, command.onLine)
  endWhenBlocked(child, command.onLine)
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: 127, signal: null }))
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  try {
    const { port } = await readyMessage(child, exited)
    return { pid: child.pid as number, port, exited, kill, stop: () => stopChild(child, exited) }
  } catch (error) {
    await kill()
    const output = lines.length === 0 ? '' : `: ${lines.join(' | ')}`
    const { code } = await exited
    const exitCode = code === configurationExitCode ? code : 1
    throw new OperatorError(`the ${command.name} ${(error as Error).message}${output}`, {
      exitCode,
    })
  }
}

/** A service whose event loop is blocked does no work, and does not end by itself. */
function endWhenBlocked(child: ChildProcess, onLine: (line: string) => void): void {
  watchHeartbeats(child, {
    givenUpAfterMs: blockedMaxMs,
    onBlocked: (ms) =>
      onLine(`no sign of life for ${ms / 1_000} s: its event loop is blocked, or it was stopped`),
    onGivenUp(ms) {
      if (child.pid === undefined || isStopped(child.pid)) return
      onLine(`its event loop has been blocked for ${ms / 1_000} s: it is killed`)
      child.kill('SIGKILL')
    },
  })
}

function readyMessage(child: ChildProcess, exited: Promise<Exit>): Promise<ReadyMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadyMessage>()
  const onMessage = (message: unknown): void => {
    if ((message as Partial<ReadyMessage> | null)?.type === 'ready')
      resolve(message as ReadyMessage)
  }
  child.on('message', onMessage)
  const timer = setTimeout(
    () => reject(new Error(`was not ready within ${readyTimeoutMs / 1_000} s`)),
    readyTimeoutMs,
  )
  void exited.then(({ code, signal }) =>
    reject(new Error(`ended at once (${signal ?? `exit code ${code}`})`)),
  )
  return promise.finally(() => {
    clearTimeout(timer)
    child.off('message', onMessage)
  })
}

async function stopChild(child: ChildProcess, exited: Promise<Exit>): Promise<void> {
  child.kill('SIGTERM')
  if (await settlesWithin(exited, stopGraceMs)) return
  child.kill('SIGKILL')
  await exited
}

function followLines(child: ChildProcess, onLine: (line: string) => void): string[] {
  const notable: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      onLine(line)
      // For the message when it fails to start.
      const short = shortenServiceLine(line)?.trim()
      if (short !== undefined && notable.push(short) > lastLinesMax) notable.shift()
    })
  }
  return notable
}
