// What a connector's tests need: the suites that each one passes, and an account on the fake of its platform.
export { describeConformance } from './describe-conformance.ts'
export { describeFaults } from './faults.ts'
export { openFake } from './fake-target.ts'
export { publish } from './publish.ts'
export { render } from './render.ts'
export { sampleJob } from './sample-job.ts'
