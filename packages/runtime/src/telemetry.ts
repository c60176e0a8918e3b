import { recordSpansWith } from './span.ts'
import type { TelemetryOptions } from './telemetry-options.ts'

export type Telemetry = AsyncDisposable & {
  readonly recording: boolean
  /** Sends what has been recorded so far. */
  flush(): Promise<void>
}

const silent: Telemetry = {
  recording: false,
  flush: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

/** At most one per process is recording at a time; `traced` uses it. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  if (options.otlpEndpoint === undefined) return silent
  const { startRecording } = await import('./otlp-recorder.ts')
  const recording = startRecording({ ...options, otlpEndpoint: options.otlpEndpoint })
  recordSpansWith(recording.recorder)
  return {
    recording: true,
    flush: recording.flush,
    async [Symbol.asyncDispose]() {
      recordSpansWith(undefined)
      await recording.close()
    },
  }
}
