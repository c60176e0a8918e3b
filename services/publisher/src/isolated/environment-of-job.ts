import { isSecretKey } from '@pressrun/runtime'

const withheld = new Set(['DATABASE_URL', 'NATS_URL', 'OTEL_EXPORTER_OTLP_HEADERS'])

/** Returns the environment without the addresses of the publisher's servers, and without secrets. */
export function environmentOfJob(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !withheld.has(name) && !isSecretKey(name),
  )
  return Object.fromEntries(kept)
}
