import { recordSpansWith } from './span.ts'

export type TelemetryOptions = {
  readonly service: string
  readonly version?: string
  /** Base URL of an OTLP/HTTP collector; without one nothing is recorded and no SDK is loaded. */
  readonly otlpEndpoint?: string | undefined
  /** The share of traces to record, decided by trace id alone, hence alike in every service. */
  readonly sampleRatio?: number
  /**
   * Told, at most once a minute, what troubles the delivery of spans. They are dropped then; nothing
   * waits for a collector.
   */
  readonly onTrouble?: (message: string) => void
}

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
