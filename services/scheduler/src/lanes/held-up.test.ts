import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { toInstant, type AccountId, type RunId } from '@pressrun/events'
import { openLanes, type TestLanes } from '../scheduler.fixture.ts'
import { heldUp } from './held-up.ts'
import { planSettings } from './plan-settings.ts'

let lanes: TestLanes
let waiting: readonly AccountId[]
let others: readonly AccountId[]
beforeEach(async () => {
  lanes = await openLanes()
  await lanes.dispatch()
  const accounts = await lanes.connectMany(300)
  others = await lanes.connectMany(100)
  await lanes.run(accounts, { concurrency: 1 })
  assert.equal(await lanes.dispatchAll(), 1)
  const { rows } = await lanes.pool.query<{ account_id: AccountId }>(
    'select account_id from lanes where waits_for is not null order by account_id',
  )
  waiting = rows.map((row) => row.account_id)
})
afterEach(() => lanes[Symbol.asyncDispose]())

type Node = {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

const rowsRead = (node: Node): number =>
  (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), 0) +
  (node['Relation Name']
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    : 0)

/** What the query finds, and how many rows of lanes and tasks it reads for that. */
async function ask(runId: RunId): Promise<{ found: string[]; read: number }> {
  const client = await lanes.pool.connect()
  try {
    await client.query('begin')
    await client.query(`select ${planSettings.join(', ')}`)
    const query = heldUp(`'${runId}'`, `'${toInstant(lanes.clock.now)}'::timestamptz`)
    const { rows } = await client.query<{ account_id: string }>(query)
    const explained = await client.query(`explain (analyze, format json) ${query}`)
    const read = rowsRead(explained.rows[0]['QUERY PLAN'][0].Plan)
    return { found: rows.map((row) => row.account_id), read }
  } finally {
    await client.query('rollback')
    client.release()
  }
}

suite('lanes that wait for other runs', () => {
  test('cost a run nothing that has nothing queued', async () => {
    const run = await lanes.run(others.slice(0, 1))
    await lanes.dispatchAll()
    const { found, read } = await ask(run.id)
    assert.deepEqual(found, [])
    assert.ok(read <= 4, `${read} rows`)
  })

  test('cost a run no more than what it has queued', async () => {
    const first = waiting[0] ?? assert.fail()
    const last = waiting.at(-1) ?? assert.fail()
    const run = await lanes.run([last, first, ...others.slice(0, 3)])
    const { found, read } = await ask(run.id)
    assert.deepEqual(found, [first, last])
    assert.ok(read <= 20, `${read} rows`)
  })

  test('cost a run no more than they are, however much it has queued elsewhere', async () => {
    await lanes.pool.query(`update lanes set reason = 'account-paused' where account_id <> $1`, [
      waiting[7],
    ])
    const run = await lanes.run([...others, ...waiting.slice(7, 8)])
    const { found, read } = await ask(run.id)
    assert.deepEqual(found, [waiting[7]])
    assert.ok(read <= 10, `${read} rows`)
  })
})
