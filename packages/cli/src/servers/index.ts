export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres.ts'
export { startNats, type NatsOptions, type RunningNats } from './nats.ts'
export { findNatsServer, type NatsSearch } from './find-nats.ts'
export { freePort, preferredPort } from './ports.ts'
