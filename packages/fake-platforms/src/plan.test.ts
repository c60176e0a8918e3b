import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Faults, type Fault, type Hit } from './faults.ts'
import { seededPlan, type PlanOptions } from './plan.ts'

const options: PlanOptions = { seed: 7, share: 0.3, faults: ['drop-after', 'error-before'] }

const accounts = ['north', 'south', 'east']

/** The faults of each account in 50 requests, whose accounts came in this order each time. */
function met(order: readonly string[], plan: PlanOptions): Map<string, (Fault | undefined)[]> {
  const faults = new Faults()
  faults.plan(seededPlan(plan))
  const all = new Map(accounts.map((account) => [account, [] as (Fault | undefined)[]]))
  for (let round = 0; round < 50; round++)
    for (const account of order)
      all.get(account)?.push(faults.meet({ platform: 'discord', account, step: 'publish' }).fault)
  return all
}

suite('a plan of faults', () => {
  test('is the same for the same seed, in any order of accounts', () => {
    assert.deepEqual(met(accounts.toReversed(), options), met(accounts, options))
  })

  test('differs by seed and by account', () => {
    const plan = met(accounts, options)
    assert.notDeepEqual(met(accounts, { ...options, seed: 8 }), plan)
    assert.notDeepEqual(plan.get('north'), plan.get('south'))
  })

  test('hits its share, with all its faults', () => {
    const choose = seededPlan(options)
    const hit = (number: number): Hit => ({
      platform: 'discord',
      account: 'news',
      step: 'publish',
      number,
    })
    const chosen = Array.from({ length: 2_000 }, (_, index) => choose(hit(index + 1)))
    const faulty = chosen.filter((fault) => fault !== undefined)
    assert.ok(Math.abs(faulty.length / chosen.length - 0.3) < 0.04, String(faulty.length))
    assert.deepEqual(new Set(faulty), new Set(options.faults))
  })

  test('leaves other platforms and other steps alone', () => {
    const choose = seededPlan({ ...options, share: 1, platforms: ['discord'] })
    const hit = { account: 'news', number: 1 }
    assert.ok(choose({ ...hit, platform: 'discord', step: 'publish' }))
    assert.equal(choose({ ...hit, platform: 'webhook', step: 'publish' }), undefined)
    assert.equal(choose({ ...hit, platform: 'discord', step: 'look' }), undefined)
  })

  test('starts again when it is set again', () => {
    const faults = new Faults()
    const first = () => {
      faults.plan(seededPlan(options))
      const request = { platform: 'discord', account: 'news', step: 'publish' } as const
      return Array.from({ length: 20 }, () => faults.meet(request).fault)
    }
    assert.deepEqual(first(), first())
  })
})
