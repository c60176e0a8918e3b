import { unreachable } from './decision.ts'
import type { AccountCommand, AccountRefusal } from './account/decide.ts'
import type { StreamId } from './ids.ts'
import type { RunCommand, RunRefusal } from './run/decide.ts'
import type { ScheduleCommand, ScheduleRefusal } from './schedule/decide.ts'
import type { SourceCommand, SourceRefusal } from './source/decide.ts'
import type { TaskCommand } from './task/decide.ts'
import type { TaskRefusal } from './task/decision.ts'

export type Command = RunCommand | TaskCommand | AccountCommand | SourceCommand | ScheduleCommand
export type Refusal = RunRefusal | TaskRefusal | AccountRefusal | SourceRefusal | ScheduleRefusal

/** The stream a command is decided on. */
export function streamOf(command: Command): StreamId {
  if ('taskId' in command) return command.taskId
  if ('runId' in command) return command.runId
  if ('accountId' in command) return command.accountId
  if ('sourceId' in command) return command.sourceId
  if ('scheduleId' in command) return command.scheduleId
  return unreachable(command)
}
