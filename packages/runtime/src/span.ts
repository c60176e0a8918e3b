import { AsyncLocalStorage } from 'node:async_hooks'
import {
  formatTraceparent,
  newSpanId,
  newTraceId,
  parseTraceparent,
  type TraceContext,
} from './trace-context.ts'

type AttributeValue = string | number | boolean
type Attributes = Readonly<Record<string, AttributeValue | undefined>>
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export type SpanOptions = {
  /** The W3C header that came with a request or a message; the span becomes its child. */
  readonly traceparent?: string | undefined
  readonly attributes?: Attributes
  readonly kind?: SpanKind
}

export type Span = TraceContext & {
  setAttribute(name: string, value: AttributeValue): void
}

/** A span of a recorder; `end` is called exactly once. */
export type RecordedSpan = Span & { end(fault?: { readonly error: unknown }): void }

export type SpanRecorder = (
  name: string,
  parent: TraceContext | undefined,
  options: SpanOptions,
) => RecordedSpan

/**
 * The only two global states of a process: the context of the running call, and the recorder that `startTelemetry`
 * sets while it is open.
 */
const activeSpan = new AsyncLocalStorage<Span>()
let recorder: SpanRecorder | undefined

export function recordSpansWith(next: SpanRecorder | undefined): void {
  recorder = next
}

/**
 * Runs `fn` in a span: child of `options.traceparent`, else of the active span, else the root of a new
 * trace. Without a recorder the span is ids only, so that a trace passes through unbroken.
 * A span of an asynchronous `fn` ends when its promise settles.
 */
export function traced<T>(name: string, options: SpanOptions, fn: (span: Span) => T): T {
  const parent = parseTraceparent(options.traceparent) ?? activeSpan.getStore()
  if (recorder === undefined) {
    const span = unrecorded(parent)
    return activeSpan.run(span, fn, span)
  }
  const span = recorder(name, parent, options)
  return activeSpan.run(span, runRecorded, span, fn)
}

/** A span that several calls share. It ends when it is disposed of. */
export type OpenSpan = Disposable & {
  readonly run: <T>(fn: () => T) => T
  /** Something in it failed; the last such error is recorded. */
  readonly failed: (error: unknown) => void
}

/** As `traced`, for work that is no single call. */
export function openSpan(name: string, options: SpanOptions): OpenSpan {
  const parent = parseTraceparent(options.traceparent) ?? activeSpan.getStore()
  const recorded = recorder?.(name, parent, options)
  const span = recorded ?? unrecorded(parent)
  let fault: { readonly error: unknown } | undefined
  return {
    run: (fn) => activeSpan.run(span, fn),
    failed: (error) => void (fault = { error }),
    [Symbol.dispose]: () => recorded?.end(fault),
  }
}

/** The W3C header value of the active span, to hand on with a request, a message or an event. */
export function activeTraceparent(): string | undefined {
  const span = activeSpan.getStore()
  return span && formatTraceparent(span)
}

export function activeTraceId(): string | undefined {
  return activeSpan.getStore()?.traceId
}

function unrecorded(parent: TraceContext | undefined): Span {
  return {
    traceId: parent?.traceId ?? newTraceId(),
    spanId: newSpanId(),
    sampled: parent?.sampled ?? false,
    setAttribute: ignored,
  }
}

function ignored(): void {}

function runRecorded<T>(span: RecordedSpan, fn: (span: Span) => T): T {
  let result: T
  try {
    result = fn(span)
  } catch (error) {
    span.end({ error })
    throw error
  }
  if (!isThenable(result)) {
    span.end()
    return result
  }
  result.then(
    () => span.end(),
    (error: unknown) => span.end({ error }),
  )
  return result
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}
