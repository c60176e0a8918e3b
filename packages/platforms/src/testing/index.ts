// For the tests of connectors: the suites that each one passes, and an account on the fake of its platform.
export { describeConformance } from './describe-conformance.ts'
export { openFake, type FakeTargetOptions } from './fake-target.ts'
export { describeFaults, usualOutcomes } from './faults.ts'
export { type ConformanceFixture } from './fixture.ts'
export { assertPrepared, publish } from './publish.ts'
export { render } from './render.ts'
export { sampleContent, sampleJob } from './sample-job.ts'
