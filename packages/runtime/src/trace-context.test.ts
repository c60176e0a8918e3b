import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { formatTraceparent, newSpanId, newTraceId, parseTraceparent } from './trace-context.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

suite('a traceparent', () => {
  test('is read and written alike', () => {
    for (const header of [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-00`]) {
      const context = parseTraceparent(header)
      assert.equal(context && formatTraceparent(context), header)
    }
  })

  test('of a later version is read as far as we know it', () => {
    assert.deepEqual(parseTraceparent(`01-${traceId}-${spanId}-03-more`), {
      traceId,
      spanId,
      sampled: true,
    })
  })

  const broken: Record<string, string | undefined> = {
    nothing: undefined,
    'an empty text': '',
    'a zero trace id': `00-${'0'.repeat(32)}-${spanId}-01`,
    'a zero span id': `00-${traceId}-${'0'.repeat(16)}-01`,
    'upper case': `00-${traceId.toUpperCase()}-${spanId}-01`,
    'the forbidden version': `ff-${traceId}-${spanId}-01`,
    'more than version 00 has': `00-${traceId}-${spanId}-01-more`,
    'a short id': `00-${traceId.slice(1)}-${spanId}-01`,
  }
  for (const [name, header] of Object.entries(broken)) {
    test(`is not ${name}`, () => assert.equal(parseTraceparent(header), undefined))
  }
})

test('ids are hexadecimal, of the right length, and do not repeat', () => {
  const ids = Array.from({ length: 2_000 }, newTraceId)
  assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(id)))
  assert.equal(new Set(ids).size, ids.length)
  assert.match(newSpanId(), /^[0-9a-f]{16}$/)
})
