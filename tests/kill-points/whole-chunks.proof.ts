import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { newIds } from '@pressrun/db'
import { verifyState } from '@pressrun/db/testing'
import { taskIdOf } from '@pressrun/events'
import { eventually } from '../support/index.ts'
import type { Cell } from './cell.ts'
import type { KillPoint } from './points.ts'
import { publishCells } from './publish-cells.ts'
import { openEnvironment, type TestEnvironment } from './environment.ts'
import { startKeeping } from './start-keeping.ts'
import { visiblePosts } from './visible-posts.ts'
import { ways } from './ways.ts'

const newId = newIds()
const cellsMax = 64
const withinMs = 60_000
const way = ways.find(({ platform }) => platform === 'webhook') ?? assert.fail()

let messages = 0

/** Tasks that are due together. */
function cellsAt(pointOf: (ordinal: number) => KillPoint): Cell[] {
  const message = ++messages
  const runId = newId('run')
  return Array.from({ length: cellsMax }, (_, ordinal) => ({
    way,
    point: pointOf(ordinal),
    deaths: 1,
    account: `chunk-${message}-${ordinal}`,
    accountId: newId('account'),
    taskId: taskIdOf(runId, ordinal),
  }))
}

/** How far a publisher had come with a message when it was killed, or frozen. */
suite('a message of 64 jobs', () => {
  let environment: TestEnvironment
  before(async () => {
    environment = await openEnvironment()
  })
  after(() => environment[Symbol.asyncDispose]())

  const isHalf = ({ point }: Cell) => point === 'recorded'
  const cases: Record<string, (ordinal: number) => KillPoint> = {
    'of which all were begun and none was sent': () => 'begun',
    'of which all were sent and none was recorded': () => 'answered',
    'half of which was done': (ordinal) => (ordinal % 2 === 0 ? 'recorded' : 'prepared'),
  }
  for (const [what, pointOf] of Object.entries(cases))
    test(`${what} is finished by the next publisher, with one post each`, async () => {
      const cells = cellsAt(pointOf)
      const first = await startKeeping(cells, environment)
      await publishCells(cells, environment)
      await first.until(withinMs, ({ kept }) => cells.filter((cell) => !kept(cell)))
      await first.die()
      await using second = await startKeeping([], environment)
      await second.until(withinMs, ({ settled }) => cells.filter((cell) => !settled(cell)))
      await allAcknowledged()
      await assertOnePostEach(cells)
    })

  test('whose publisher was frozen is finished by the next, and adds nothing when it resumes', async () => {
    // The platform has executed the requests, but its answers arrive when the publisher resumes.
    const cells = cellsAt((ordinal) => (ordinal % 2 === 0 ? 'recorded' : 'sent and done'))
    const held = cells.filter((cell) => !isHalf(cell))
    await using frozen = await startKeeping(held, environment)
    await publishCells(cells, environment)
    await frozen.until(withinMs, ({ kept, settled }) =>
      cells.filter((cell) => !(isHalf(cell) ? settled(cell) : kept(cell))),
    )
    frozen.publisher.freeze()
    await using second = await startKeeping([], environment)
    await second.until(withinMs, ({ settled }) => cells.filter((cell) => !settled(cell)))
    frozen.publisher.thaw()
    await frozen.release(undefined)
    await allAcknowledged()
    // Both take part again: the first has reported on the old jobs by then.
    const more = cellsAt(() => 'recorded')
    await publishCells(more, environment)
    await second.until(withinMs, ({ settled }) => more.filter((cell) => !settled(cell)))
    await allAcknowledged()
    await assertOnePostEach(cells)
  })

  test('was delivered as one message', async () => {
    const { rows } = await environment.pool.query<{ jobs: number }>(
      `select max(last - first + 1)::integer as jobs from log where subject like '%.TaskDue.webhook'`,
    )
    assert.equal(rows[0]?.jobs, cellsMax)
  })

  test('leaves rows that equal the log', async () =>
    assert.deepEqual((await verifyState(environment.pool)).differences, []))

  const allAcknowledged = () =>
    eventually(async () => (await environment.jobsOpen()) === 0, { within: withinMs })

  async function assertOnePostEach(cells: readonly Cell[]): Promise<void> {
    const { rows } = await environment.pool.query<{ status: string; tasks: number }>(
      `select status, count(*)::integer as tasks from tasks where id = any($1) group by 1`,
      [cells.map(({ taskId }) => taskId)],
    )
    assert.deepEqual(rows, [{ status: 'published', tasks: cells.length }])
    const posts = await Promise.all(cells.map((cell) => visiblePosts(cell, environment)))
    assert.deepEqual(
      posts.map(({ length }) => length),
      cells.map(() => 1),
    )
  }
})
