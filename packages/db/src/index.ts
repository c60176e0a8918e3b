export { batching } from './batching.ts'
export { isConflict, isLostConnection, violatedConstraint } from './commands/failures.ts'
export { commandHandler, type Handle } from './commands/handle.ts'
export type { Handled, Request } from './commands/request.ts'
export { moveSource } from './commands/move-source.ts'
export { rescheduleRun } from './commands/reschedule-run.ts'
export { UnitOfWork } from './commands/unit-of-work.ts'
export { connectionOptions, openDatabase, type Database } from './database.ts'
export type { ConnectionTurns } from './pool-in-turn.ts'
export { databaseNeeds } from './fitness/database-needs.ts'
export { isTaskOf, runOfTask } from './ids-in-sql.ts'
export { appending, logChannel } from './log/append.ts'
export { readAudit } from './log/audit.ts'
export { EventTooLarge } from './log/chunks.ts'
export {
  logHead,
  logLacksCopy,
  readLogPart,
  readRunEvents,
  readStream,
  readStreams,
} from './log/read.ts'
export { execute, query, type Statement } from './table/query.ts'
export { upsertInto } from './table/statements.ts'
export type { Rows } from './tables/index.ts'
export * as tables from './tables/tables.ts'
export { dispatchQueued } from './state/running.ts'
export { taskColumns } from './state/tasks.ts'
export { runAll, runTransaction } from './transaction.ts'
export { newIds } from './ids.ts'
export { findMisplaced } from './moves/find-misplaced.ts'
export { repairMoves } from './moves/repair-moves.ts'
export { repairOwnRows } from './own-rows/repair-own-rows.ts'
export { isRestored, logIsClear, refuseRestored } from './guard/guard-row.ts'
export { logGuard, type LogGuard } from './guard/log-guard.ts'
export { keepWitnessFile, readWitnessFile } from './guard/witness-file.ts'
export { roleLocks } from './foreign-holders.ts'
export { endClient } from './end-client.ts'
export { lockLog } from './log/lock-log.ts'
export { lockLogOnSession } from './log/lock-log-on-session.ts'
export { transact } from './transact.ts'
export {
  databaseFaultOf,
  isDatabaseFault,
  spoilsConnection,
  type DatabaseFault,
} from './database-fault.ts'
export { articleContent, articleOriginsInSql, type ArticleOrigin } from './article-content.ts'
export { retryConflicts } from './retry-conflicts.ts'
export { findRunAccounts, type RunAccount } from './run-accounts.ts'
export { keepSnapshot, readSnapshot } from './snapshots.ts'
export * as accountItems from './account-items/index.ts'
