import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decideSource, scanGapMs, scanLostMs, type SourceCommand } from './decide.ts'
import { evolveSource } from './evolve.ts'
import type { ScanResult } from './events.ts'
import { newSource, type SourceState } from './state.ts'

const id = 'source_01h00000000000000000000000'
const start = Date.parse('2026-03-01T09:00:00Z')
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
const scan = (minutes = 0): SourceCommand => ({
  type: 'ScanSource',
  sourceId: id,
  now: start + minutes * 60_000,
})
const well: ScanResult = { found: 3, added: 1, changed: 0, refused: 0, failed: false }
const badly: ScanResult = {
  found: 0,
  added: 0,
  changed: 0,
  refused: 0,
  failed: true,
  problem: { code: 'http-404', message: 'The server answers 404.' },
}
const record = (number: number, result = well): SourceCommand => ({
  type: 'RecordScan',
  sourceId: id,
  scan: number,
  result,
})

/** The state after the commands, each given so many minutes after the start. */
function after(...commands: [SourceCommand, number][]): SourceState {
  let source = newSource(id)
  for (const [command, minutes] of commands) {
    const decision = decideSource(command, source)
    assert.equal(decision.kind, 'events', command.type)
    if (decision.kind === 'events')
      for (const event of decision.events) source = evolveSource(source, event, id, at(minutes))
  }
  return source
}

suite('scanning a source', () => {
  test('numbers its scans', () => {
    const source = after([scan(), 0], [record(1), 1], [scan(15), 15])
    assert.deepEqual([source.scan, source.askedAt], [2, at(15)])
    assert.equal(source.version, 3)
  })

  test('is not started twice at once', () => {
    assert.deepEqual(decideSource(scan(1), after([scan(), 0])), { kind: 'nothing' })
  })

  test('is started again when it was lost', () => {
    const source = after([scan(), 0])
    assert.equal(decideSource(scan(scanLostMs / 60_000), source).kind, 'events')
  })

  test('has one result only', () => {
    const source = after([scan(), 0], [record(1), 1])
    assert.deepEqual(decideSource(record(1), source), { kind: 'nothing' })
  })

  test('a scan of a source that was overtaken has no result', () => {
    const source = after([scan(), 0], [scan(20), 20])
    assert.deepEqual(decideSource(record(1), source), { kind: 'nothing' })
    assert.equal(decideSource(record(2), source).kind, 'events')
  })

  test('is refused without a source', () => {
    assert.deepEqual(decideSource(scan(), null), { kind: 'refused', reason: 'source-not-found' })
  })
})

suite('a source that moves', () => {
  const move: SourceCommand = { type: 'MoveSource', sourceId: id }

  test('is scanned anew when a scan is under way, and that one has no result', () => {
    const source = after([scan(), 0], [move, 1])
    assert.deepEqual([source.scan, source.askedAt], [2, at(1)])
    assert.deepEqual(decideSource(record(1), source), { kind: 'nothing' })
    assert.equal(decideSource(record(2), source).kind, 'events')
  })

  test('is not scanned for that when no scan is under way', () => {
    const source = after([scan(), 0], [record(1), 1], [move, 2])
    assert.deepEqual([source.scan, source.askedAt], [1, null])
  })

  test('leaves its failures at the old place', () => {
    const source = after([scan(), 0], [record(1, badly), 1], [move, 2])
    assert.deepEqual([source.failures, source.failingSince, source.lastError], [0, null, null])
    assert.equal(source.lastScannedAt, null)
  })
})

suite('a source that fails', () => {
  const failing = after([scan(), 0], [record(1, badly), 1], [scan(2), 2], [record(2, badly), 3])

  test('records the reason, the count and the beginning of its failures', () => {
    assert.deepEqual(failing.lastError, badly.problem)
    assert.deepEqual([failing.failures, failing.failingSince], [2, at(1)])
    assert.equal(failing.lastScannedAt, at(3))
  })

  test('recovers with the next scan that succeeds', () => {
    const asked = evolveSource(failing, { type: 'SourceScanDue', data: { scan: 3 } }, id, at(4))
    const event = { type: 'SourceScanned', data: { scan: 3, ...well } } as const
    const source = evolveSource(asked, event, id, at(5))
    assert.deepEqual([source.failures, source.failingSince, source.lastError], [0, null, null])
  })

  test('is scanned less and less often, but at least every six hours', () => {
    const minutes = [0, 1, 2, 3, 50].map((failures) => scanGapMs(15, failures) / 60_000)
    assert.deepEqual(minutes, [15, 30, 60, 120, 360])
  })

  test('is never scanned more often than its interval', () => {
    assert.equal(scanGapMs(24 * 60, 7), 24 * 3_600_000)
  })
})
