import { randomFillSync } from 'node:crypto'

/** A position in a trace, as W3C Trace Context carries it. */
export type TraceContext = {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string
  /** 16 hexadecimal digits, not all zero. */
  readonly spanId: string
  /** Whether the caller may have recorded this trace. */
  readonly sampled: boolean
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const zeroTraceId = '0'.repeat(32)
const zeroSpanId = '0'.repeat(16)

/**
 * Reads a `traceparent` header (https://www.w3.org/TR/trace-context/#traceparent-header). Undefined for an invalid
 * one: a caller's broken header starts a new trace, it never fails a request. Later versions are read as far as we
 * know them, as the standard asks.
 */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const parts = header === undefined ? null : pattern.exec(header)
  if (parts === null) return undefined
  const [, version, traceId, spanId, flags, rest] = parts as unknown as readonly string[]
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined
  if (traceId === undefined || traceId === zeroTraceId) return undefined
  if (spanId === undefined || spanId === zeroSpanId) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags ?? '0', 16) & 1) === 1 }
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** Random bytes are drawn a few hundred ids at a time: one call per id would cost more than a span. */
const pool = Buffer.alloc(8_192)
let used = pool.length

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}

export function newTraceId(): string {
  return randomHex(16)
}

export function newSpanId(): string {
  return randomHex(8)
}
