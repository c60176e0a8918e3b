import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { verifyState } from '@pressrun/db/testing'
import { hostileName, type Deed, type HostileStep } from '@pressrun/publisher/testing'
import { eventually } from '../support/index.ts'
import { cancel, endOf, isOver, publish, type Published, type Wanted } from './publish.ts'
import { openKillersEnvironment, type KillersEnvironment } from './environment.ts'

const healthy: Wanted[] = Array.from({ length: 200 }, (_, number) => ({
  platform: 'webhook',
  name: `healthy-${number}`,
}))

/** Killed twice while its loop is blocked, and its own process once: three times 10 s, and the time in between. */
const overWithinMs = 120_000

const killer = (platform: string, deed: Deed, step: HostileStep): Wanted => ({
  platform,
  name: hostileName(deed, step, platform),
})

async function allOver(
  tasks: readonly Published[],
  environment: KillersEnvironment,
): Promise<void> {
  const ids = tasks.map(({ taskId }) => taskId)
  await eventually(() => isOver(ids, environment), {
    within: overWithinMs,
    what: 'every task is over',
  })
}

const visible = ({ platform, name }: Wanted, { fakes }: KillersEnvironment) =>
  fakes.ledger.of(platform, name).length

/** Asserts that each is published once. Returns how long the slowest took. */
async function arePublished(
  neighbours: readonly Published[],
  environment: KillersEnvironment,
): Promise<number> {
  const ends = await Promise.all(neighbours.map(({ taskId }) => endOf(taskId, environment)))
  const statuses = ends.map(({ status, code }) => `${status} ${code ?? ''}`.trim())
  assert.deepEqual([...new Set(statuses)], ['published'])
  const posts = neighbours.map((one) => visible(one, environment))
  assert.deepEqual([...new Set(posts)], [1])
  return Math.round(Math.max(...ends.map(({ tookMs }) => tookMs)))
}

suite('a job that kills its publisher', () => {
  const cases: readonly [Deed, HostileStep, number][] = [
    ['abort', 'sending', 0],
    ['loop', 'preparing', 0],
    ['heap', 'sent', 1],
    ['native', 'preparing', 0],
  ]
  for (const [deed, step, posts] of cases)
    test(`by ${deed} while ${step} ends after its third death, and its neighbours are published`, async (t) => {
      await using environment = await openKillersEnvironment(2)
      const [deadly = assert.fail(), ...neighbours] = await publish(
        [killer('webhook', deed, step), ...healthy],
        environment,
      )
      await allOver([deadly, ...neighbours], environment)
      const slowestMs = await arePublished(neighbours, environment)
      const { status, code, tookMs } = await endOf(deadly.taskId, environment)
      assert.deepEqual([status, code], ['unconfirmed', 'publishers-died'])
      assert.equal(visible(deadly, environment), posts)
      assert.equal(environment.deaths.length, 2, environment.deaths.join('\n'))
      assert.deepEqual((await verifyState(environment.pool)).differences, [])
      t.diagnostic(`over after ${Math.round(tookMs)} ms; the slowest neighbour ${slowestMs} ms`)
    })

  test('is not begun again once it is cancelled between its deaths', async () => {
    await using environment = await openKillersEnvironment(1)
    const [deadly = assert.fail()] = await publish(
      [killer('slack', 'abort', 'preparing')],
      environment,
    )
    await eventually(() => environment.deaths.length > 0, {
      within: 30_000,
      what: 'it has killed once',
    })
    await cancel(deadly.taskId, environment)
    await allOver([deadly], environment)
    assert.equal((await endOf(deadly.taskId, environment)).status, 'cancelled')
    assert.equal(environment.deaths.length, 1)
  })
})

suite('deadly jobs, one on every kind of platform', () => {
  const platforms = ['webhook', 'bluesky', 'wordpress', 'devto', 'slack', 'discord', 'mastodon']

  for (const step of ['preparing', 'sending', 'sent'] as const)
    test(`while ${step}, all at once, leave one visible post each at most`, async (t) => {
      await using environment = await openKillersEnvironment(2)
      const [deadly, neighbours] = [
        platforms.map((platform) => killer(platform, 'abort', step)),
        healthy.slice(0, 50),
      ]
      const tasks = await publish([...deadly, ...neighbours], environment)
      await allOver(tasks, environment)
      const slowestMs = await arePublished(tasks.slice(deadly.length), environment)
      t.diagnostic(
        `the slowest neighbour ${slowestMs} ms; ${environment.deaths.length} publishers died`,
      )
      for (const one of tasks.slice(0, deadly.length)) {
        const { status, code } = await endOf(one.taskId, environment)
        const posts = visible(one, environment)
        const end = `${one.platform}: ${status} ${code ?? ''}, ${posts} posts`
        assert.ok(posts <= 1, end)
        // A post that existed before may be found instead.
        if (status === 'published') assert.equal(posts, 1, end)
        else assert.ok(['failed', 'unconfirmed'].includes(status), end)
        if (status === 'failed') assert.equal(posts, 0, end)
      }
      assert.deepEqual((await verifyState(environment.pool)).differences, [])
    })
})
