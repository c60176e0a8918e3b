export type TelemetryOptions = {
  readonly service: string
  readonly version?: string
  /** Base URL of an OTLP/HTTP collector; without one nothing is recorded and no SDK is loaded. */
  readonly otlpEndpoint?: string | undefined
  /** The share of traces to record, decided by trace id alone, hence alike in every service. */
  readonly sampleRatio?: number
  /**
   * Called, at most once a minute, with a failure to deliver spans. They are dropped then; nothing waits for a
   * collector.
   */
  readonly onProblem?: (message: string) => void
}
