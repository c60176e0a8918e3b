import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { newIds } from '@pressrun/db'
import { verifyState } from '@pressrun/db/testing'
import { connectors } from '@pressrun/platforms'
import { allCells, type Cell } from './cell.ts'
import { killTwice } from './kill-twice.ts'
import { publishCells } from './publish-cells.ts'
import { openEnvironment, type TestEnvironment } from './environment.ts'
import { visiblePosts } from './visible-posts.ts'
import { ways } from './ways.ts'

const newId = newIds()
const cells = allCells(newId)
const counted = ['no post', 'one post', 'two posts']

suite('a publisher that is killed', () => {
  const stack = new AsyncDisposableStack()
  let environment: TestEnvironment
  let killedAt: number
  before(async () => {
    environment = stack.use(await openEnvironment())
    await publishCells(cells, environment)
    killedAt = await killTwice(cells, environment)
  })
  after(() => stack.disposeAsync())

  for (const way of ways)
    suite(`while it publishes to ${way.name} (${way.class})`, () => {
      for (const cell of cells.filter((cell) => cell.way === way)) {
        const { status, posts } = way.end(cell.point)
        const where = `at "${cell.point}"${cell.deaths === 2 ? ', twice,' : ''}`
        test(`${where} leaves ${counted[posts]}, and the task ${status}`, async () => {
          const [task, visible] = [await taskOf(cell), await visiblePosts(cell, environment)]
          const seen = { status: task.status, posts: visible.length }
          assert.deepEqual(seen, { status, posts }, `${task.code}: ${visible.join()}`)
          if (status === 'published') assert.ok(visible.includes(task.remoteId), task.remoteId)
        })
      }
    })

  test('is killed on every platform', () =>
    assert.deepEqual(
      [...new Set(ways.map(({ platform }) => platform))].toSorted(),
      [...connectors.keys()].toSorted(),
    ))

  test('leaves rows that equal the log', async () =>
    assert.deepEqual((await verifyState(environment.pool)).differences, []))

  test('has its tasks published within 20 s where nothing needs to settle', async (t) => {
    for (const way of ways) {
      const settledMs = await Promise.all(
        cells
          .filter((cell) => cell.way === way && cell.deaths === 1 && cell.point !== 'recorded')
          .map(async (cell) => (await taskOf(cell)).settledAt - killedAt),
      )
      const longestMs = Math.max(...settledMs)
      t.diagnostic(`${way.name}: ${Math.round(longestMs)} ms after the first death at most`)
      if (['key', 'deterministic-id'].includes(way.class)) assert.ok(longestMs < 20_000, way.name)
    }
  })

  async function taskOf({ taskId }: Cell) {
    const { rows } = await environment.pool.query<{
      status: string
      remoteId: string
      code: string | null
      settledAt: number
    }>(
      `select status, remote_id as "remoteId", error->>'code' as code,
        (select extract(epoch from max(recorded_at)) * 1000 from events where stream_id = tasks.id)::float
          as "settledAt"
       from task_states tasks where id = $1`,
      [taskId],
    )
    return rows[0] ?? assert.fail()
  }
})
