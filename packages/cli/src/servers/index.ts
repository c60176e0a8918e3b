export { startPostgres, type RunningPostgres } from './postgres.ts'
export { startNats, type RunningNats } from './nats.ts'
export { findNatsServer } from './find-nats.ts'
export { freePort } from './ports.ts'
