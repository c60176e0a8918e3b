import type { Exit } from '../servers/server-process.ts'

/** A child process at work. */
export type Running = {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Asks it to end, insists, and resolves when it is gone. */
  stop(): Promise<void>
  kill(): Promise<void>
}
