export { batching } from './batching.ts'
export { changeContentSource, type ContentSourceChange } from './commands/change-content-source.ts'
export { isConflict, isLostConnection, violatedConstraint } from './commands/failures.ts'
export { commandHandler, type Handle } from './commands/handle.ts'
export type { Handled, Request } from './commands/request.ts'
export { rescheduleRun, type Rescheduled, type RescheduledTask } from './commands/reschedule-run.ts'
export { Stage } from './commands/stage.ts'
export { emptyStates, loadStates } from './commands/states.ts'
export { connectionOptions, openDatabase, type Database } from './database.ts'
export { databaseNeeds } from './fitness/database-needs.ts'
export { rightsFault } from './fitness/missing-rights.ts'
export { isTaskOf, runOfTask } from './ids-in-sql.ts'
export { accountsWithTasks, laneNow, onItsWay } from './lanes-in-sql.ts'
export { judgeSchema, schemaFault } from './fitness/schema-fault.ts'
export { appendChunks, logChannel, rowsOf } from './log/append.ts'
export { EventTooLarge, toChunks } from './log/chunks.ts'
export {
  logHead,
  logPosition,
  readLog,
  readLogPart,
  readRunEvents,
  readStream,
  readStreams,
  type LogHead,
} from './log/read.ts'
export type { Difference } from './log/difference.ts'
export { verifyState } from './log/verify.ts'
export type { AutoPublish, FeedValidators, LeftOut, RefusedItem, Schema } from './schema/index.ts'
export { upsertMany, type Column } from './state/columns.ts'
export { dispatchQueued } from './state/running.ts'
export { selectTasks, taskRowColumns, toTaskState, type TaskRow } from './state/tasks.ts'
export { toRunState } from './state/runs.ts'
export { toScheduleState } from './state/schedules.ts'
export { toAccountState } from './state/accounts.ts'
export { runTransaction, toQuery, type Statement } from './transaction.ts'
export { defaultProjectId, firingRunId, processMint } from './ids.ts'
export { acceptRestore, type Accepted } from './guard/accept-restore.ts'
export { listConcerned, type Concerned } from './guard/concerned-tasks.ts'
export { checkLog, markRestored, type LogCheck } from './guard/check-log.ts'
export {
  isRestored,
  logIsClear,
  readGuard,
  refuseRestored,
  type FoundRestore,
  type GuardRow,
} from './guard/guard-row.ts'
export { logGuard, type LogGuard } from './guard/log-guard.ts'
export { keepWitnessFile, readWitnessFile, type WitnessFile } from './guard/witness-file.ts'
export { endClient } from './end-client.ts'
export { holdLog, type HeldLog } from './log/hold-log.ts'
export { shareLog } from './log/share-log.ts'
export { isPresent, presenceOn, type Presence } from './presence.ts'
export { transact } from './transact.ts'
export { canonicalJson } from './canonical-json.ts'
export { watchDatabase, type DatabaseWatch } from './watch-database.ts'
export {
  databaseFaultOf,
  databaseFaults,
  isDatabaseFault,
  type DatabaseFault,
} from './database-fault.ts'
export { articleContent, type ArticleContent } from './article-content.ts'
export { keepSnapshot, readSnapshot } from './snapshots.ts'
export { durationBoundsMs } from './duration-bounds.ts'
