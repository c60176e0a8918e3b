import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { constants, setPriority } from 'node:os'
import { watchHeartbeats, withMemoryLimit } from '@pressrun/runtime'
import { environmentOfJob } from './environment-of-job.ts'
import type { Setting } from './messages.ts'

/**
 * Of V8's heap, and of all memory beyond what Node reserves. Half of the latter is what V8 reserves for the code of a
 * worker thread, should the connector need one.
 */
const heapMaxMb = 256
const memoryMaxMb = 1_024

/** More than services have: it yields to others on a busy machine, and its end is blamed on the job. */
const blockedMaxMs = 10_000

/** Loading the program takes half a second; on a very busy machine longer. */
const readyWithinMs = 30_000

/**
 * Starts the process of an isolated job. It has limits on its memory, yields the processor to others, and is killed
 * when its event loop is blocked for good. Rejects, leaving nothing behind, when the process does not become ready:
 * that is not the job's doing.
 */
export async function startProcess(entry: URL, setting: Setting): Promise<ChildProcess> {
  const node = [`--max-old-space-size=${heapMaxMb}`, fileURLToPath(entry), JSON.stringify(setting)]
  const command = { file: process.execPath, args: node }
  try {
    return await start(withMemoryLimit(command, memoryMaxMb, { first: true }))
  } catch {
    // A limit that leaves no room for Node itself would let no suspect ever run.
    return start(command)
  }
}

async function start({ file, args }: ReturnType<typeof withMemoryLimit>): Promise<ChildProcess> {
  const child = spawn(file, [...args], {
    // It is handed on, not read.
    // oxlint-disable-next-line node/no-process-env
    env: environmentOfJob(process.env),
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  // Failed writes to a dead process do not matter: its end does.
  child.stdin?.on('error', () => {})
  child.on('error', () => {})
  const kill = () => child.kill('SIGKILL')
  watchHeartbeats(child, { onBlocked: () => {}, givenUpAfterMs: blockedMaxMs, onGivenUp: kill })
  try {
    await isReady(child)
  } catch (cause) {
    kill()
    throw new Error('the process of an isolated job does not start', { cause })
  }
  giveWay(child)
  return child
}

async function isReady(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(readyWithinMs)
  await Promise.race([
    once(child, 'message', { signal }),
    once(child, 'exit', { signal }).then(([code, by]) => {
      throw new Error(`it ended with ${String(code ?? by)}`)
    }),
  ])
}

function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or this system forbids it.
  }
}
