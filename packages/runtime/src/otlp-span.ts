import { type Span, SpanKind as OtelKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { withoutSecrets } from './secrets.ts'
import type { RecordedSpan, SpanKind } from './span.ts'

export const spanKinds: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
}

export function recordedSpan(span: Span): RecordedSpan {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return {
    traceId,
    spanId,
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    setAttribute: (name, value) => void span.setAttribute(name, value),
    end(fault) {
      if (fault !== undefined) recordFault(span, fault.error)
      span.end()
    },
  }
}

function recordFault(span: Span, error: unknown): void {
  const message = withoutSecrets(error instanceof Error ? error.message : String(error))
  span.recordException({ name: error instanceof Error ? error.name : 'Error', message })
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}
