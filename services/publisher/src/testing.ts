// A publisher for tests that look into its attempts, or give it connectors that do harm.
export { publisherConfig } from './config.ts'
export {
  findHostileConnector,
  hostileName,
  type Deed,
  type HostileStep,
} from './isolated/hostile.fixture.ts'
export { attemptPoints, type AttemptPoint, type Passing } from './jobs/attempt-point.ts'
export { runPublisher } from './service.ts'
