import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { activeTraceId, activeTraceparent, openSpan, traced } from './span.ts'
import { parseTraceparent } from './trace-context.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

suite('a span without a recorder', () => {
  test('carries its trace on, under an id of its own', () => {
    const handedOn = traced('consume', { traceparent }, activeTraceparent)
    assert.match(handedOn ?? '', new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    assert.notEqual(handedOn, traceparent)
  })

  test('survives await, and concurrent calls do not mix', async () => {
    const traceIdAfterAwait = (): Promise<string | undefined> =>
      traced('work', {}, async (span) => {
        await setImmediate()
        assert.equal(activeTraceId(), span.traceId)
        return activeTraceId()
      })
    const ids = await Promise.all([traceIdAfterAwait(), traceIdAfterAwait()])
    assert.notEqual(ids[0], ids[1])
  })

  test('is the child of the one around it', () => {
    traced('outer', {}, (outer) =>
      traced('inner', {}, (inner) => {
        assert.equal(inner.traceId, outer.traceId)
        assert.notEqual(inner.spanId, outer.spanId)
      }),
    )
  })

  test('may be shared by several calls', async () => {
    using span = openSpan('consume', { traceparent })
    const ids = await Promise.all([1, 2].map(() => span.run(async () => activeTraceparent())))
    assert.match(ids[0] ?? '', new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    assert.equal(ids[0], ids[1])
    assert.equal(activeTraceparent(), undefined)
  })

  test('begins a new trace when the header is broken', () => {
    const handedOn = traced('consume', { traceparent: 'nonsense' }, activeTraceparent)
    assert.ok(parseTraceparent(handedOn))
  })

  test('claims no record of a trace it began', () => {
    assert.equal(
      traced('root', {}, (span) => span.sampled),
      false,
    )
  })

  test('ends with its function, also when that fails', () => {
    assert.throws(() =>
      traced('work', {}, () => {
        throw new Error('failed')
      }),
    )
    assert.equal(activeTraceparent(), undefined)
    assert.equal(activeTraceId(), undefined)
  })
})
