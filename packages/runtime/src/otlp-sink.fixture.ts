import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export type SinkSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number
}

/** A collector for tests: takes OTLP/HTTP in protobuf and stores what tests check. */
export async function openSink(respondWith = 200) {
  const spans: SinkSpan[] = []
  const bodies: Buffer[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
    bodies.push(body)
    spans.push(...spansOf(body))
    response.writeHead(respondWith, { 'content-type': 'application/x-protobuf' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    spans,
    bodies,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/**
 * ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2, ScopeSpans.spans = 2
 * (opentelemetry-proto, trace/v1/trace.proto).
 */
function spansOf(request: Buffer): SinkSpan[] {
  return messages(request, 1)
    .flatMap((resourceSpans) => messages(resourceSpans, 2))
    .flatMap((scopeSpans) => messages(scopeSpans, 2))
    .map((span) => ({
      traceId: bytes(span, 1).toString('hex'),
      spanId: bytes(span, 2).toString('hex'),
      parentSpanId: bytes(span, 4).toString('hex'),
      name: bytes(span, 5).toString(),
      status: statusOf(bytes(span, 15)),
    }))
}

function statusOf(status: Buffer): number {
  return Number(fields(status).find(({ number }) => number === 3)?.value ?? 0)
}

function messages(message: Buffer, number: number): Buffer[] {
  return fields(message)
    .filter((field) => field.number === number)
    .map((field) => field.value as Buffer)
}

function bytes(message: Buffer, number: number): Buffer {
  return messages(message, number)[0] ?? Buffer.alloc(0)
}

type Field = { readonly number: number; readonly value: Buffer | number }

/** The protobuf wire format: a tag (field number, wire type), then a varint, 8 bytes, a length and bytes, or 4 bytes. */
function fields(message: Buffer): Field[] {
  const found: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  const take = (length: number): Buffer => message.subarray(at, (at += length))
  while (at < message.length) {
    const tag = varint()
    found.push({ number: tag >>> 3, value: valueOf(tag & 7, varint, take) })
  }
  return found
}

function valueOf(
  wireType: number,
  varint: () => number,
  take: (length: number) => Buffer,
): Buffer | number {
  switch (wireType) {
    case 0:
      return varint()
    case 1:
      return take(8)
    case 2:
      return take(varint())
    case 5:
      return take(4)
    default:
      throw new Error(`wire type ${wireType} is not in use`)
  }
}
