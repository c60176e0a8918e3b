import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { cronProblem } from './cron-problem.ts'

suite('a line of cron', () => {
  test('that never fires, or is none, is told as such', () => {
    assert.equal(cronProblem('0 0 30 2 *'), 'never fires')
    assert.equal(cronProblem('0 0 31 4,6,9,11 *'), 'never fires')
    for (const bad of [
      '',
      '* * * *',
      '* * * * * *',
      '2026-01-01T00:00:00',
      '@reboot',
      '@sometimes',
    ])
      assert.match(cronProblem(bad) ?? '', /must have five fields/, bad)
    for (const bad of ['60 * * * *', '* 24 * * *', '*/0 * * * *', 'a b c d e', '5-1 * * * *'])
      assert.ok(cronProblem(bad), bad)
    for (const good of ['0 9 * * MON-FRI', '@daily', '0 0 L * *', ' 0  9 * * * ', '0 0 29 2 *'])
      assert.equal(cronProblem(good), undefined, good)
  })

  test('says which of its fields is wrong, and what it may hold', () => {
    for (const [bad, problem] of [
      ['60 * * * *', /^the minute \(60\) must be 0 to 59;/],
      ['*/61 * * * *', /^the minute \(\*\/61\) must be 0 to 59;/],
      ['* 24 * * *', /^the hour \(24\) must be 0 to 23;/],
      ['0 0 0 * *', /^the day \(0\) must be 1 to 31,/],
      ['0 0 32 * *', /^the day \(32\) must be 1 to 31,/],
      ['0 0 * 13 *', /^the month \(13\) must be 1 to 12,/],
      ['0 0 * * 8', /^the weekday \(8\) must be 0 to 7 /],
      ['0 0 * * 1#6', /^the weekday \(1#6\) must be .* up to #5/],
      ['0 0 0 13 8', /^the day \(0\)/],
    ] as const)
      assert.match(cronProblem(bad) ?? '', problem, bad)
  })
})
