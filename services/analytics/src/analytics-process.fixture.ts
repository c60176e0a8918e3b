import type { NatsConnection } from '@pressrun/bus'
import type pg from 'pg'
import { analyticsHourly } from './views/analytics-hourly.ts'
import { writeInTerm } from './write-in-term.ts'

/** Stands for an analytics process. */
export type TestAnalytics = AsyncDisposable & {
  readonly interruptions: unknown[]
  readonly isWriter: () => boolean
  /** Resolves when it has rebuilt the view. */
  readonly rebuilt: Promise<void>
}

export function startAnalytics(pool: pg.Pool, connection: NatsConnection): TestAnalytics {
  const controller = new AbortController()
  const interruptions: unknown[] = []
  const rebuilt = Promise.withResolvers<void>()
  let isWriter = false
  const written = writeInTerm({
    pool,
    connection,
    view: analyticsHourly,
    observer: {
      projected: () => {},
      interrupted: (_view, cause) => void interruptions.push(cause),
      undecodable: (_view, subject) => void interruptions.push(subject),
      writing: (_view, writes) => (isWriter = writes),
      rebuilt: () => rebuilt.resolve(),
      rebuildFailed: (_view, cause) => rebuilt.reject(cause),
    },
    signal: controller.signal,
  })
  return {
    interruptions,
    isWriter: () => isWriter,
    rebuilt: rebuilt.promise,
    async [Symbol.asyncDispose]() {
      controller.abort()
      await written
    },
  }
}
