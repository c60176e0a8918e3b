import { diag, DiagLogLevel } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { withoutSecrets } from './secrets.ts'

const reportEveryMs = 60_000

export type Report = (message: string) => void

/** A collector that is away fails every batch, every second; one report a minute is enough. */
export function limitedReport(onProblem: Report = () => {}): Report {
  let quietUntil = -Infinity
  return (message) => {
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + reportEveryMs
    onProblem(withoutSecrets(message))
  }
}

/** The SDK reports its own problems through one logger per process. */
export function setDiagnostics(report: Report | undefined): void {
  if (report === undefined) {
    diag.disable()
    return
  }
  const ignore = (): void => {}
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}

/** Reported from here, because the SDK does not expose the failures of a flush. */
export function reportingFailures(exporter: SpanExporter, report: Report): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) report(`${spans.length} spans lost: ${result.error.message}`)
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
  }
}
