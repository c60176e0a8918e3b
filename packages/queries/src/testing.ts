// Exports for tests and bench, beside the public ones.
export { manyFilters } from './many-filters.fixture.ts'
export { insertManyTasks, worlds } from './many-tasks.fixture.ts'
export { rareCount } from './rare-tasks.fixture.ts'
