import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId } from '@pressrun/events'
import { unansweredMax } from '../memory/unanswered-attempts.ts'
import { Simulation } from './simulation.fixture.ts'
import type { SimulatedTask } from './simulated-world.fixture.ts'

const start = Date.parse('2026-03-01T09:00:00Z')
const hungMs = 30_000
const answerMs = 100
const stepMs = 50

/** Hosts that never answer, with `perHost` accounts each, beside one that does. */
class Hanging {
  readonly world = new Simulation(500, 500, 100)
  readonly healthy: AccountId[] = []
  readonly hung: AccountId[] = []
  readonly #ends: { readonly at: number; readonly does: () => void }[] = []
  #now = start
  #runs = 0

  constructor(hosts: number, perHost: number) {
    for (let host = 0; host < hosts; host++)
      for (let i = 0; i < perHost; i++)
        this.hung.push(this.#connect(`account_h${host}_${i}`, `host ${host}`))
    for (let i = 0; i < 50; i++) this.healthy.push(this.#connect(`account_${i}`, 'healthy'))
  }

  publish(accountIds: readonly AccountId[]): void {
    const runId = this.world.addRun(this.#runs++, 1_000_000)
    for (const accountId of accountIds)
      this.world.queue({ runId, accountId, priority: 5, dueAt: this.#now }, this.#now)
  }

  pass(ms: number): void {
    for (const until = this.#now + ms; this.#now < until; this.#now += stepMs) {
      for (const end of this.#ends.splice(0))
        if (end.at <= this.#now) end.does()
        else this.#ends.push(end)
      for (let more = true; more;) {
        const passed = this.world.pass(this.#now)
        passed.out.forEach((task) => this.#begin(task))
        more = passed.more
      }
    }
  }

  /** How many tasks of these accounts have not come back. */
  left = (accountIds: readonly AccountId[]): number => {
    const some = new Set(accountIds)
    const tasks = [...this.world.queued(), ...this.world.running()]
    return tasks.filter(({ accountId }) => some.has(accountId)).length
  }

  #begin(task: SimulatedTask): void {
    const hangs = this.world.accounts.get(task.accountId)?.upstream !== 'healthy'
    const at = this.#now + (hangs ? hungMs : answerMs)
    const does = () => this.world.end(task, hangs ? 'not-sent' : 'published', null, at)
    this.#ends.push({ at, does })
  }

  #connect(accountId: AccountId, upstream: string): AccountId {
    this.world.accounts.set(accountId, {
      limits: {},
      upstream,
      status: 'active',
      blockedUntil: null,
    })
    return accountId
  }
}

for (const [name, hosts, perHost] of [
  ['each at a host of its own that never answers', 3_500, 1],
  ['at ten hosts that never answer', 10, 350],
] as const)
  suite(`3,500 accounts ${name}`, () => {
    test('take no more slots than a publisher can spare, and leave responding hosts theirs', () => {
      const all = new Hanging(hosts, perHost)
      all.publish(all.healthy)
      all.pass(1_000)
      all.publish(all.hung)
      for (let posts = 0; posts < 20; posts++) {
        all.publish(all.healthy)
        all.pass(1_000)
        assert.equal(all.left(all.healthy), 0)
        assert.ok(all.world.running().length <= unansweredMax)
      }
    })
  })

suite('accounts at hosts of their own that never answer', () => {
  test('are still served, and breakers do not prevent that', () => {
    const all = new Hanging(3_500, 1)
    all.publish(all.hung)
    all.pass(Math.ceil(all.hung.length / unansweredMax) * (hungMs + 1_000))
    assert.equal(all.left(all.hung), 0)
  })
})

suite('a host that begins to hang', () => {
  test('gets no more slots than a publisher can spare, however many accounts it has', () => {
    const all = new Hanging(1, 3_000)
    all.publish(all.hung)
    all.pass(2_000)
    assert.equal(all.world.running().length, unansweredMax)
  })
})
