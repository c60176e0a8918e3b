import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId } from '@pressrun/events'
import { openMs } from '../rules/breaker.ts'
import { Simulation } from './simulation.fixture.ts'

const start = Date.parse('2026-03-01T09:00:00Z')
const attemptMs = 50
/** After this a task is tried again, as by a backoff. */
const againMs = 5_000

/** An upstream with accounts that always fail beside one that never does; a clock that goes on by itself. */
class Neighbours {
  readonly world = new Simulation(500, 500, 100)
  readonly healthy: AccountId = 'account_healthy'
  readonly dead: readonly AccountId[]
  #now = start
  #runs = 0
  #published = new Set<string>()
  readonly #ends: { readonly at: number; readonly does: () => void }[] = []
  attempts = 0

  readonly #upstreamIsUp: boolean

  constructor(dead: number, upstreamIsUp = true) {
    this.#upstreamIsUp = upstreamIsUp
    this.dead = Array.from({ length: dead }, (_, i): AccountId => `account_${i}`)
    for (const accountId of [...this.dead, this.healthy])
      this.world.accounts.set(accountId, {
        limits: {},
        upstream: 'webhook/https://hooks.example:443',
        status: 'active',
        blockedUntil: null,
      })
  }

  publish(accountIds: readonly AccountId[], concurrency = 10_000): string[] {
    const runId = this.world.addRun(this.#runs++, concurrency)
    const task = { runId, priority: 5, dueAt: this.#now }
    return accountIds.map((accountId) => this.world.queue({ ...task, accountId }, this.#now).taskId)
  }

  /** How long until the task is published. */
  published(id: string | undefined): number {
    const since = this.#now
    while (!this.#published.has(id ?? '')) this.#step()
    return this.#now - since
  }

  pass(ms: number): void {
    for (const until = this.#now + ms; this.#now < until;) this.#step(until)
  }

  #step(until = Infinity): void {
    for (let more = true; more;) {
      const { out, more: isMore } = this.world.pass(this.#now)
      more = isMore
      for (const task of out) {
        this.attempts += 1
        const isDead = task.accountId !== this.healthy || !this.#upstreamIsUp
        const at = this.#now + attemptMs
        const does = () => {
          this.world.end(task, isDead ? 'not-sent' : 'published', isDead ? at + againMs : null, at)
          if (!isDead) this.#published.add(task.taskId)
        }
        this.#ends.push({ at, does })
      }
    }
    const next = Math.min(until, this.world.nextAt(this.#now), ...this.#ends.map(({ at }) => at))
    assert.ok(next > this.#now && next < start + 24 * 3_600_000, 'something goes on')
    this.#now = next
    for (const end of this.#ends.splice(0))
      if (end.at <= next) end.does()
      else this.#ends.push(end)
  }
}

for (const dead of [2, 5, 60, 300])
  suite(`a healthy account beside ${dead} dead ones`, () => {
    const oneProbeMs = openMs + 2 * attemptMs

    test('waits for at most one probe, its own, however often it publishes', () => {
      const neighbours = new Neighbours(dead)
      neighbours.publish([...neighbours.dead, neighbours.healthy])
      neighbours.pass(2_000)
      for (let posts = 0; posts < 20; posts++) {
        neighbours.publish(neighbours.dead)
        const [post] = neighbours.publish([neighbours.healthy])
        assert.ok(neighbours.published(post) <= oneProbeMs)
        neighbours.pass(7_000 * posts)
      }
    })

    test('waits only until the dead ones have failed one after the other, if it is as new as they are', () => {
      const neighbours = new Neighbours(dead)
      // Few at a time, so that most wait for the breaker and are not known to be dead.
      neighbours.publish(neighbours.dead, 2)
      neighbours.pass(20_000)
      const [post] = neighbours.publish([neighbours.healthy])
      assert.ok(neighbours.published(post) <= oneProbeMs + dead * (attemptMs + 2 * 100))
    })

    test('whose upstream itself is down causes no more than one attempt a minute', () => {
      const neighbours = new Neighbours(dead, false)
      neighbours.publish([...neighbours.dead, neighbours.healthy])
      neighbours.pass(3 * openMs)
      const before = neighbours.attempts
      neighbours.pass(20 * openMs)
      assert.ok(neighbours.attempts - before <= 21)
    })
  })
