import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { cronProblem } from './cron-problem.ts'

suite('a cron expression', () => {
  test('a cron expression that never fires, or is not one, is reported as such', () => {
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

  test('names the wrong field, and its allowed values', () => {
    for (const [bad, problem] of [
      ['60 * * * *', /^the minute \(60\) must be 0 to 59;/],
      ['* 24 * * *', /^the hour \(24\) must be 0 to 23;/],
      ['0 0 0 * *', /^the day \(0\) must be 1 to 31,/],
      ['0 0 32 * *', /^the day \(32\) must be 1 to 31,/],
      ['0 0 * 13 *', /^the month \(13\) must be 1 to 12,/],
      ['0 0 * * 8', /^the weekday \(8\) must be 0 to 7 /],
      ['0 0 * * 1#6', /^the weekday \(1#6\) must be .*\(up to #5\)/],
      ['0 0 0 13 8', /^the day \(0\)/],
    ] as const)
      assert.match(cronProblem(bad) ?? '', problem, bad)
  })

  test('reports a wrong step, whatever else its field holds', () => {
    for (const [bad, problem] of [
      ['*/0 * * * *', /^the minute \(\*\/0\) must have a step of 1 to 60, such as \*\/2$/],
      ['*/61 * * * *', /^the minute \(\*\/61\) must have a step of 1 to 60,/],
      ['0 1-5/0 * * *', /^the hour \(1-5\/0\) must have a step of 1 to 24,/],
      ['0 0 */ * *', /^the day \(\*\/\) must have a step of 1 to 31,/],
      ['0 0 * * */8', /^the weekday \(\*\/8\) must have a step of 1 to 7,/],
      ['1/2 * * * *', /^the minute \(1\/2\) must have its step after \* or a range, such as \*\/2/],
      ['0 0 * * MON/2', /^the weekday \(MON\/2\) must have its step after \* or a range,/],
      ['0,1/2 * * * *', /^the minute \(1\/2\) must have its step after/],
    ] as const)
      assert.match(cronProblem(bad) ?? '', problem, bad)
    for (const good of ['*/60 */24 */31 */12 */7', '1-5/60 * * JAN-MAR/2 *'])
      assert.equal(cronProblem(good), undefined, good)
  })

  test('reports a descending range, but not other faults of a range', () => {
    for (const bad of ['5-1 * * * *', '5-1/2 * * * *', '0 22-5 * * *', '0 0 * * FRI-MON'])
      assert.match(cronProblem(bad) ?? '', /must go from low to high, such as 1-5;/, bad)
    for (const bad of ['5-70 * * * *', '1-2-3 * * * *', '1- * * * *', '1,,2 * * * *'])
      assert.match(cronProblem(bad) ?? '', /^the minute \(.+\) must be 0 to 59;/, bad)
    assert.match(cronProblem('0 0 * * 1#2-3') ?? '', /^the weekday \(.+\) must be 0 to 7/)
  })
})
