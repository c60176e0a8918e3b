import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { shortenNatsLine, shortenPostgresLine, shortenServiceLine } from './log-line.ts'

suite('what the terminal shows of a log', () => {
  test('a warning of a service, with its cause', () => {
    const line = JSON.stringify({
      level: 'warn',
      service: 'x',
      err: { message: 'refused' },
      msg: 'no luck',
    })
    assert.equal(shortenServiceLine(line), 'warn: no luck (refused)')
  })

  test('nothing of its routine', () => {
    assert.equal(shortenServiceLine('{"level":"info","msg":"ready"}'), undefined)
    assert.equal(shortenServiceLine('{"time":1,"level":"info","msg":"ready"}'), undefined)
  })

  test('of a crash what it says, not where', () => {
    const crash = [
      'file:///x/main.ts:6',
      '  boom()',
      '  ^^^^',
      '',
      'TypeError: boom',
      '    at main (file:///x)',
      'Node.js v24.21.0',
    ]
    const shown = crash.map(shortenServiceLine).filter((line) => line !== undefined)
    assert.deepEqual(shown, ['  boom()', 'TypeError: boom'])
  })

  test('of Postgres what concerns all, not what one client was answered', () => {
    const at = '2026-11-22 14:45:47.949 UTC [1] '
    assert.equal(shortenPostgresLine(`${at}ERROR:  duplicate key value`), undefined)
    assert.equal(
      shortenPostgresLine(`${at}FATAL:  terminating connection due to administrator command`),
      undefined,
    )
    assert.equal(
      shortenPostgresLine(`${at}PANIC:  no space left on device`),
      'PANIC:  no space left on device',
    )
  })

  test('of NATS its warnings and errors', () => {
    assert.equal(shortenNatsLine('[1] 2026/11/22 14:47:52 [INF] Server is ready'), undefined)
    assert.equal(
      shortenNatsLine('[1] 2026/11/22 14:47:52 [WRN] slow consumer'),
      '[WRN] slow consumer',
    )
  })
})
