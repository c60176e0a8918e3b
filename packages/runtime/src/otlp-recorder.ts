import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { limitedReport, type Report, reportingFailures, setDiagnostics } from './otlp-problem.ts'
import { recordedSpan, spanKinds } from './otlp-span.ts'
import type { SpanRecorder } from './span.ts'
import type { TelemetryOptions } from './telemetry-options.ts'
import type { TraceContext } from './trace-context.ts'

const batchDelayMs = 1_000
const batchMax = 512
const queueMax = 8_192
const deliveryTimeoutMs = 2_000

type RecordingOptions = TelemetryOptions & { readonly otlpEndpoint: string }

export type Recording = {
  readonly recorder: SpanRecorder
  flush(): Promise<void>
  /** Sends the rest and stops; a collector that does not respond costs `deliveryTimeoutMs` at most. */
  close(): Promise<void>
}

/**
 * Only this module and `otlp-span.ts` know the OpenTelemetry SDK; it is imported when there is a
 * collector to send to, because loading it costs every process memory and start-up time. The SDK's
 * context manager stays unused: spans find their parent through `span.ts`, recorded or not.
 */
export function startRecording(options: RecordingOptions): Recording {
  const report = limitedReport(options.onProblem)
  // The SDK's own messages, such as how many spans a full queue cost.
  setDiagnostics(report)
  const provider = createProvider(options, report)
  const tracer = provider.getTracer('pressrun')
  return {
    recorder: (name, parent, { attributes, kind }) =>
      recordedSpan(
        tracer.startSpan(
          name,
          { kind: spanKinds[kind ?? 'internal'], ...(attributes && { attributes }) },
          contextOf(parent),
        ),
      ),
    flush: () => settledWithin(provider.forceFlush()),
    async close() {
      await settledWithin(provider.shutdown())
      setDiagnostics(undefined)
    },
  }
}

function createProvider(options: RecordingOptions, report: Report): TracerProvider {
  const exporter = new OTLPTraceExporter({
    url: `${options.otlpEndpoint.replace(/(?<!\/)\/+$/, '')}/v1/traces`,
    timeoutMillis: deliveryTimeoutMs,
  })
  return new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': options.service,
        ...(options.version !== undefined && { 'service.version': options.version }),
      }),
    ),
    sampler: new TraceIdRatioBasedSampler(options.sampleRatio ?? 1),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: reportingFailures(exporter, report),
        scheduledDelayMillis: batchDelayMs,
        maxExportBatchSize: batchMax,
        maxQueueSize: queueMax,
        exportTimeoutMillis: deliveryTimeoutMs,
      }),
    ],
  })
}

function contextOf(parent: TraceContext | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: parent.traceId,
    spanId: parent.spanId,
    traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  })
}

/** Resolves in every case: spans are never a reason to fail or delay a process. */
async function settledWithin(work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, deliveryTimeoutMs)
  await Promise.race([work.catch(() => {}), promise])
  clearTimeout(timer)
}
