// A publisher for tests that examine its attempts, give it harmful connectors, or let it scan sources.
export { publisherConfig } from './config.ts'
export {
  findHostileConnector,
  hostileName,
  type Deed,
  type HostileStep,
} from './isolated/hostile.fixture.ts'
export { attemptPoints, type AttemptPoint, type Passing } from './jobs/attempt-point.ts'
export { runPublisher } from './service.ts'
export { openFeed, rss, type TestFeed } from './sources/feed.fixture.ts'
