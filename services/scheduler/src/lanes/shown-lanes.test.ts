import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { listLanes, openQueryDatabase, type LaneRow } from '@pressrun/queries'
import {
  defaultProjectId,
  toInstant,
  type AccountId,
  type Command,
  type CommitOutcome,
} from '@pressrun/events'
import { openLanes, type TestLanes, type TestRun } from '../scheduler.fixture.ts'

const seeds = [1, 2, 3]
const steps = 60
const minuteMs = 60_000
const meta = { projectId: defaultProjectId, actor: 'test' } as const

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2_654_435_769
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const outcomes: readonly CommitOutcome[] = [
  { outcome: 'published' },
  { outcome: 'published' },
  { outcome: 'rejected', code: 'no', message: 'No.' },
  { outcome: 'not-sent', code: 'refused', message: 'Nobody is there.' },
  { outcome: 'not-sent', code: 'refused', message: 'Nobody is there.' },
]

/** Resumes what is paused, pauses anything else. */
async function toggle({ pool, handle }: TestLanes, table: 'accounts' | 'runs', id: string) {
  const { rows } = await pool.query(`select status from ${table} where id = $1`, [id])
  const isPaused = rows[0]?.status === 'paused'
  const command =
    table === 'accounts'
      ? { type: isPaused ? 'ResumeAccount' : 'PauseAccount', accountId: id as AccountId }
      : { type: isPaused ? 'ResumeRun' : 'PauseRun', runId: id as TestRun['id'] }
  await handle({ command: command as Command, meta })
}

/** One event of accounts, runs or tasks, or time that passes. */
async function happen(
  lanes: TestLanes,
  { accounts, runs }: { accounts: AccountId[]; runs: TestRun[] },
  below: (end: number) => number,
): Promise<void> {
  const account = accounts[below(accounts.length)] ?? assert.fail()
  const run = runs[below(runs.length)]
  switch (below(8)) {
    case 0:
      return toggle(lanes, 'accounts', account)
    case 1:
      return run && toggle(lanes, 'runs', run.id)
    case 2:
      lanes.clock.now += below(2) === 0 ? 1_000 : minuteMs
      return undefined
    case 3:
    case 4: {
      const scheduledAt = below(3) === 0 ? toInstant(lanes.clock.now + minuteMs) : undefined
      const concurrency = 1 + below(4)
      const those = accounts.filter(() => below(2) === 0)
      if (those.length > 0) runs.push(await lanes.run(those, { concurrency, scheduledAt }))
      return undefined
    }
    default: {
      const back = (await lanes.inFlight()).filter(() => below(2) === 0)
      for (const task of back)
        await lanes.settle([task], outcomes[below(outcomes.length)] ?? assert.fail())
    }
  }
}

suite('the lanes that the API shows', () => {
  for (const seed of seeds)
    test(`agree with the dispatcher within one pass, whatever happens (${seed})`, async () => {
      await using lanes = await openLanes()
      await using database = openQueryDatabase({ url: lanes.url })
      const ready = async (): Promise<LaneRow[]> => {
        const now = toInstant(lanes.clock.now)
        const { rows } = await listLanes(database, { state: 'ready', limit: 200, now })
        return [...rows]
      }
      /** A probe is due, or has returned with an answer that the next pass reads first: it may close the breaker. */
      const hasProbe = async () => {
        const { rowCount } = await lanes.pool.query(
          `select from breakers where open_until <= $1 and probe is null
              or probe is not null and not exists (select from running where task_id = probe)`,
          [toInstant(lanes.clock.now)],
        )
        return (rowCount ?? 0) > 0
      }
      const down = { url: 'https://down.example/hook' }
      const accounts = [
        ...(await lanes.connectMany(4)),
        ...(await lanes.connectMany(2, { maxInFlight: 2, minGapSeconds: 20 })),
        ...(await lanes.connectMany(2, { ratePerMinute: 1 })),
        ...(await lanes.connectMany(2, { maxInFlight: 3 }, down)),
      ]
      const runs: TestRun[] = []
      const below = numbers(seed)
      let sent = 0
      for (let step = 0; step < steps; step++) {
        await happen(lanes, { accounts, runs }, below)
        const before = await ready()
        const mayProbe = await hasProbe()
        const out = await lanes.dispatchAll()
        sent += out
        const what = `step ${step}: ${out} went out of ${JSON.stringify(before)}`
        if (out > 0) assert.ok(before.length > 0 || mayProbe, what)
        assert.deepEqual(await ready(), [], `step ${step}: nothing more goes out`)
      }
      assert.ok(sent >= steps / 6, String(sent))
    })
})
