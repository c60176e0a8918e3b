import assert from 'node:assert/strict'
import { readInstance } from '@pressrun/cli'
import { eventually, query, streamIsWhole } from '../support/index.ts'
import { restoreCheck } from './restore-check.ts'
import type { Title, World } from './world.ts'

const titles = {
  before: 'Storm 1-1',
  running: 'Storm 1-2',
  queued: 'Storm 1-3',
  lost: 'Storm 1-4',
  fresh: 'Storm 1-5',
  later: 'Storm 1-6',
} as const satisfies Record<string, Title>

const settledWithinMs = 120_000

/**
 * Makes a backup while one post of each account is in flight and one waits behind it, lets both go out, restores the
 * backup, and checks that nothing is posted twice.
 */
export async function lostAndRestored(
  world: World,
  restore: () => Promise<void>,
  reason: RegExp,
): Promise<void> {
  const runs = await publishAroundBackup(world)
  await restore()
  const { fresh, concerned } = await seeNothingSent(world, runs, reason)
  // Without further changes: as if the person had come minutes later.
  await query(world.instance(), `update log_guard set restored_at = restored_at - interval '150 s'`)
  const { code, output } = await restoreCheck(world.dataDir, '--accept')
  assert.equal(code, 0, output)
  assert.match(output, new RegExp(`accepted: ${concerned} unconfirmed`))
  await seeSettled(world, { ...runs, fresh })
}

type Runs = { readonly running: string; readonly queued: string; readonly later: string }

async function publishAroundBackup(world: World): Promise<Runs> {
  const { fakes, accounts } = world
  await world.completed(await world.publish(titles.before))
  const scheduledAt = new Date(Date.now() + 3_600_000).toISOString()
  const later = await world.publish(titles.later, { scheduledAt })
  // A feed is a folder of ours: nothing holds its requests.
  const holds = accounts
    .filter(({ kind }) => kind.platform !== 'feed')
    .map(({ kind, name }) => fakes.faults.hold(kind.platform, { account: name }))
  const running = await world.publish(titles.running)
  await Promise.all(holds.map(({ arrived }) => arrived))
  const queued = await world.publish(titles.queued)
  await world.backUp()
  for (const hold of holds) hold.release()
  for (const runId of [running, queued, await world.publish(titles.lost)])
    await world.completed(runId)
  return { running, queued, later }
}

/** Every process reports that the database was restored; a run created now is accepted, and waits. */
async function seeNothingSent(world: World, runs: Runs, reason: RegExp) {
  const before = await countAll(world)
  const { code, output } = await restoreCheck(world.dataDir)
  assert.equal(code, 3, output)
  assert.match(output, reason)
  const concerned = Number(/^(\d+) may have gone out since/m.exec(output)?.[1])
  // A feed, which nothing holds, had published its posts by the time of the backup, or not.
  const all = 2 * world.accounts.length
  assert.ok(concerned >= all - 2 && concerned <= all, output)
  const fresh = await world.publish(titles.fresh)
  for (const service of ['scheduler', 'publisher'])
    await eventually(async () => (await readiness(world, service)).includes('restored from'), {
      what: `the ${service} is not ready, and says why`,
    })
  await eventually(async () => /^pressrun_log_restored\S* 1$/m.test(await metrics(world)), {
    what: 'a metric says so',
  })
  for (const runId of [fresh, runs.queued])
    assert.deepEqual(await blocksOf(world, runId), new Set(['restored']))
  assert.deepEqual(await countAll(world), before)
  return { fresh, concerned }
}

async function seeSettled(world: World, runs: Runs & { readonly fresh: string }): Promise<void> {
  // A run counts as completed while tasks are unconfirmed; here some of them go on.
  const settled = async (runId: string) =>
    (await tasksOf(world, runId)).every(
      ({ status, blockedOn }) => status === 'published' || blockedOn?.reason === 'resolution',
    )
  for (const runId of [runs.running, runs.queued, runs.fresh])
    await eventually(() => settled(runId), {
      within: settledWithinMs,
      what: 'every task is published, or waits for a person',
    })
  assert.deepEqual(await seenTwice(world), [])
  const unconfirmed = async (runId: string) =>
    (await tasksOf(world, runId))
      .filter(({ status }) => status !== 'published')
      .map(({ status, platform }) => `${status} ${platform}`)
      .toSorted()
  const nobodyKnows = ['unconfirmed discord', 'unconfirmed discord']
  assert.deepEqual(await unconfirmed(runs.running), nobodyKnows)
  // The key of a Bluesky post is made of the instant of its first attempt, which was lost.
  assert.deepEqual(await unconfirmed(runs.queued), ['unconfirmed bluesky', ...nobodyKnows])
  assert.deepEqual(await unconfirmed(runs.fresh), [])
  assert.deepEqual(await blocksOf(world, runs.later), new Set(['scheduled']))
  await eventually(() => streamIsWhole(world.instance()), { within: 60_000 })
  assert.equal((await restoreCheck(world.dataDir)).code, 0)
}

async function seenTwice(world: World): Promise<string[]> {
  const twice: string[] = []
  for (const title of Object.values(titles))
    for (const [account, count] of await world.posts(title))
      if (count > 1) twice.push(`${title}: ${count} posts of ${account}`)
  return twice
}

const countAll = async (world: World) =>
  Promise.all(Object.values(titles).map(async (title) => [...(await world.posts(title)).values()]))

type Task = { status: string; platform: string; blockedOn?: { reason: string } }

async function tasksOf(world: World, runId: string): Promise<Task[]> {
  const { body } = await world.instance().api('GET', `/tasks?runId=${runId}&limit=100`)
  return body.items
}

async function blocksOf(world: World, runId: string) {
  const tasks = await tasksOf(world, runId)
  // What the feed had published by the time of the backup waits for nothing.
  const waiting = tasks.filter(({ status }) => status !== 'published')
  return new Set(waiting.map(({ blockedOn }) => blockedOn?.reason))
}

const addressOf = ({ dataDir }: World, service: string) =>
  `http://127.0.0.1:${readInstance(dataDir)?.processes[service]?.port}`

const readiness = async (world: World, service: string) =>
  (await fetch(`${addressOf(world, service)}/health/ready`)).text()

const metrics = async (world: World) =>
  (await fetch(`${addressOf(world, 'scheduler')}/metrics`)).text()
