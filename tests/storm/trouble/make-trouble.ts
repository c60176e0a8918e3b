import { setTimeout as pause } from 'node:timers/promises'
import type { Stack } from '../stack/stack.ts'
import type { Trouble, Victim } from './trouble-plan.ts'

/** What was done, in milliseconds since 1970. */
export type Deed = {
  readonly what: Trouble['what']
  readonly whom: Victim
  readonly from: number
  /** When the process could go on, or ran again. */
  to: number
}

/** Executes the plan on time; resolves when no process is stopped any more. */
export async function makeTrouble(
  plan: readonly Trouble[],
  stack: Stack,
  say: (line: string) => void,
): Promise<Deed[]> {
  const startedAt = Date.now()
  return Promise.all(
    plan.map(async (trouble) => {
      await pause(Math.max(0, startedAt + trouble.atMs - Date.now()))
      const { what, whom, forMs } = trouble
      say(`${what} ${whom}${forMs === undefined ? '' : ` for ${forMs} ms`}`)
      const deed: Deed = { what, whom, from: Date.now(), to: Date.now() }
      await commit(trouble, stack)
      deed.to = Date.now()
      return deed
    }),
  )
}

async function commit({ what, whom, forMs }: Trouble, stack: Stack): Promise<void> {
  const { pid } = stack.running(whom)
  switch (what) {
    case 'kill':
      signal(pid, 'SIGKILL')
      return stack.runsAgain(whom, pid)
    case 'restart':
      await stack.running(whom).stop()
      return stack.runsAgain(whom, pid)
    case 'stop':
      signal(pid, 'SIGSTOP')
      await pause(forMs)
      return signal(pid, 'SIGCONT')
    default:
      return what satisfies never
  }
}

/** It may have been killed meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
