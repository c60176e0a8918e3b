import { unreachable } from './decision.ts'
import type { AccountCommand, AccountRefusal } from './account/decide.ts'
import type { StreamId } from './ids.ts'
import type { RunCommand, RunRefusal } from './run/decide.ts'
import type { TaskCommand, TaskRefusal } from './task/decide.ts'

export type Command = RunCommand | TaskCommand | AccountCommand
export type Refusal = RunRefusal | TaskRefusal | AccountRefusal

/** The stream a command is decided on. */
export function streamOf(command: Command): StreamId {
  if ('taskId' in command) return command.taskId
  if ('runId' in command) return command.runId
  if ('accountId' in command) return command.accountId
  return unreachable(command)
}
