// What tests and bench need beside the door.
export { manyFilters } from './many-filters.fixture.ts'
export { insertManyTasks, worlds } from './many-tasks.fixture.ts'
export { rareCount } from './rare-tasks.fixture.ts'
