// Exports for tests and bench, beside the public ones.
export {
  dispatch,
  firstTask,
  meta,
  newId,
  newRun,
  openTestLog,
  type TestLog,
} from './database.fixture.ts'
export { readLog } from './log/read.ts'
export { verifyState } from './log/verify.ts'
export { faultyRows } from './own-rows/own-rows.ts'
