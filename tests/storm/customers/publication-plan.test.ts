import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { publicationPlan, titleIn } from './publication-plan.ts'

const options = { seed: 7, tasks: 1_000, accounts: 48, lastsMs: 60_000 }

suite('a plan of publications', () => {
  test('is the same for the same seed, and another for another', () => {
    assert.deepEqual(publicationPlan(options), publicationPlan(options))
    assert.notDeepEqual(publicationPlan({ ...options, seed: 8 }), publicationPlan(options))
  })

  test('has the requested number of tasks, spread evenly', () => {
    const plan = publicationPlan(options)
    assert.equal(
      plan.reduce((sum, { accounts }) => sum + accounts.length, 0),
      options.tasks,
    )
    assert.equal(plan[0]?.atMs, 0)
    assert.ok((plan.at(-1)?.atMs ?? 0) > 0.9 * options.lastsMs)
  })

  test('gives no account a run twice, and no two runs one title', () => {
    const plan = publicationPlan(options)
    for (const { accounts } of plan) assert.equal(new Set(accounts).size, accounts.length)
    assert.equal(new Set(plan.map(({ title }) => title)).size, plan.length)
  })

  test('has titles that are found again in the posts', () => {
    assert.equal(titleIn('<p><b>Storm 7-12</b>: it goes out</p>'), 'Storm 7-12')
    assert.equal(titleIn('Nothing of ours'), undefined)
  })
})
