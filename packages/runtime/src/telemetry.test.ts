import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openSink } from './otlp-sink.fixture.ts'
import { activeTraceparent, traced } from './span.ts'
import { startTelemetry } from './telemetry.ts'

suite('spans that are recorded', () => {
  test('arrive, with parents across a call and across a traceparent', async () => {
    await using sink = await openSink()
    await using telemetry = await startTelemetry({ service: 'demo', otlpEndpoint: sink.url })
    const handedOn = await traced('request', { kind: 'server' }, async () =>
      traced('append', {}, () => activeTraceparent()),
    )
    traced('publish', { traceparent: handedOn, kind: 'consumer' }, () => {})
    await telemetry.flush()

    const [append, request, publish] = ['append', 'request', 'publish'].map((name) =>
      sink.spans.find((span) => span.name === name),
    )
    assert.ok(append && request && publish)
    assert.equal(request.parentSpanId, '')
    assert.equal(append.parentSpanId, request.spanId)
    assert.equal(publish.parentSpanId, append.spanId)
    assert.equal(new Set([append, request, publish].map((span) => span.traceId)).size, 1)
    assert.match(handedOn ?? '', /-01$/)
  })

  test('include the last ones before the end', async () => {
    await using sink = await openSink()
    {
      await using _telemetry = await startTelemetry({ service: 'demo', otlpEndpoint: sink.url })
      traced('last', {}, () => {})
    }
    assert.deepEqual(
      sink.spans.map((span) => span.name),
      ['last'],
    )
  })

  test('record errors, thrown or rejected, without passwords', async () => {
    await using sink = await openSink()
    await using telemetry = await startTelemetry({ service: 'demo', otlpEndpoint: sink.url })
    const fail = (): never => {
      throw new Error('no postgres://u:hunter2@db/x')
    }
    assert.throws(() => traced('thrown', {}, fail))
    await assert.rejects(traced('rejected', {}, async () => fail()))
    await telemetry.flush()

    assert.deepEqual(
      sink.spans.map(({ name, status }) => [name, status]),
      [
        ['thrown', 2],
        ['rejected', 2],
      ],
    )
    const sent = Buffer.concat(sink.bodies).toString('latin1')
    assert.match(sent, /postgres:\/\/u:\*\*\*@db/)
    assert.doesNotMatch(sent, /hunter2/)
  })

  test('carry their attributes and the name of the service', async () => {
    await using sink = await openSink()
    await using telemetry = await startTelemetry({
      service: 'demo-service',
      otlpEndpoint: sink.url,
    })
    traced('work', { attributes: { platform: 'feed' } }, (span) =>
      span.setAttribute('outcome', 'ok'),
    )
    await telemetry.flush()
    const sent = Buffer.concat(sink.bodies).toString('latin1')
    for (const text of ['demo-service', 'platform', 'feed', 'outcome'])
      assert.ok(sent.includes(text))
  })

  test('are sampled by trace, and all ids are passed on', async () => {
    await using sink = await openSink()
    await using telemetry = await startTelemetry({
      service: 'demo',
      otlpEndpoint: sink.url,
      sampleRatio: 0,
    })
    const handedOn = traced('work', {}, () => activeTraceparent())
    await telemetry.flush()
    assert.equal(sink.spans.length, 0)
    assert.match(handedOn ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  })
})

suite('a failing collector', () => {
  test('neither fails nor delays the process, and is reported once', async () => {
    await using sink = await openSink(400)
    const reports: string[] = []
    {
      await using telemetry = await startTelemetry({
        service: 'demo',
        otlpEndpoint: sink.url,
        onProblem: (message) => void reports.push(message),
      })
      for (const name of ['one', 'two']) {
        traced(name, {}, () => {})
        await telemetry.flush()
      }
    }
    assert.equal(sink.spans.length, 2)
    assert.match(reports.join(), /^1 spans lost: /)
    assert.equal(reports.length, 1)
  })

  test('is optional: without one nothing is recorded', async () => {
    await using telemetry = await startTelemetry({ service: 'demo' })
    assert.equal(telemetry.recording, false)
    assert.equal(
      traced('work', {}, () => 'done'),
      'done',
    )
  })
})
