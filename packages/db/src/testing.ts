// What tests and bench need beside the door.
export {
  dispatch,
  firstTask,
  meta,
  mint,
  newRun,
  openTestLog,
  type TestLog,
} from './database.fixture.ts'
export { readLog } from './log/read.ts'
export { verifyState } from './log/verify.ts'
export { faultyRows } from './own-rows/own-rows.ts'
export { manyFilters } from './queries/many-filters.fixture.ts'
export { insertManyTasks, worlds } from './queries/many-tasks.fixture.ts'
export { rareCount } from './queries/rare-tasks.fixture.ts'
