import { isSecretKey } from '@pressrun/runtime'

const withheld = new Set(['DATABASE_URL', 'NATS_URL', 'OTEL_EXPORTER_OTLP_HEADERS'])

/** Returns the environment without where the servers of the publisher are, and without all that is secret. */
export function environmentOfJob(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !withheld.has(name) && !isSecretKey(name),
  )
  return Object.fromEntries(kept)
}
