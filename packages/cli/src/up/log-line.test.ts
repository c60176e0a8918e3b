import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { shortenNatsLine, shortenPostgresLine, shortenServiceLine } from './log-line.ts'

suite('the part of a log that the terminal shows', () => {
  test('includes a warning of a service, with its cause', () => {
    const line = JSON.stringify({
      level: 'warn',
      service: 'x',
      err: { message: 'refused' },
      msg: 'no luck',
    })
    assert.equal(shortenServiceLine(line), 'warn: no luck (refused)')
  })

  test('omits routine lines', () => {
    assert.equal(shortenServiceLine('{"level":"info","msg":"ready"}'), undefined)
    assert.equal(shortenServiceLine('{"time":1,"level":"info","msg":"ready"}'), undefined)
  })

  test('includes the message of a crash, not its stack', () => {
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

  test('includes faults of Postgres itself, not errors of single clients', () => {
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

  test('includes warnings and errors of NATS', () => {
    assert.equal(shortenNatsLine('[1] 2026/11/22 14:47:52 [INF] Server is ready'), undefined)
    assert.equal(
      shortenNatsLine('[1] 2026/11/22 14:47:52 [WRN] slow consumer'),
      '[WRN] slow consumer',
    )
  })
})
