import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { reportOf, wrongsOf } from './report.ts'
import { runStorm } from './storm.ts'

suite('a short storm', () => {
  test('leaves one post per task, and every outcome reported', async (context) => {
    const verdict = await runStorm(
      {
        seed: 267,
        tasks: 400,
        accounts: 48,
        lastsMs: 22_000,
        trouble: { gapMs: [2_000, 3_500], calmMs: 0, spared: ['gateway'] },
        faultShare: 0.12,
        stallMs: 5_000,
        quiet: { withinMs: 120_000, looks: false },
      },
      () => {},
    )
    context.diagnostic(reportOf(verdict))
    assert.deepEqual(wrongsOf(verdict), [])
    assert.equal(verdict.comparison.tasks, 400)
    assert.ok(verdict.deeds.length >= 5 && verdict.comparison.published > 300, 'it was a storm')
  })
})
