import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { blockReasons, taskStatuses, toInstant, type TaskId } from '@pressrun/events'
import { openTestLog, type TestLog } from '@pressrun/db/testing'
import { maybeBlocked } from './blocked-tasks.ts'
import { manyFilters } from './many-filters.fixture.ts'
import { insertManyTasks, worlds } from './many-tasks.fixture.ts'
import { findNewest, selectMatching } from './newest-tasks/find-newest.ts'
import type { Narrowing } from './newest-tasks/wanted.ts'
import { rareCount, type Rarities } from './rare-tasks.fixture.ts'
import type { Query, TaskFilter } from './task-filter.ts'
import { listMaybeBlocked, listTasks } from './tasks.ts'

/** Enough for a plan that reads the whole table to look bad. */
const count = 40_000
const pageSize = 50
const now = toInstant(Date.now())

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] }

for (const [world, usual] of Object.entries(worlds))
  suite(`the lists of very many tasks, ${world}`, () => {
    let log: TestLog
    let rare: Rarities
    let filters: Record<string, TaskFilter>
    before(async () => {
      log = await openTestLog()
      rare = await insertManyTasks(log.pool, count, usual)
      filters = manyFilters(rare, count)
    })
    after(() => log[Symbol.asyncDispose]())

    const brute = async (filter: TaskFilter): Promise<TaskId[]> => {
      const { rows } = await log.pool.query<{ id: TaskId }>(
        `select id from task_states where ($1::text is null or status = $1)
         and ($2::text is null or platform = $2) and ($3::text is null or account_id = $3)
         and ($4::text is null or project_id = $4) and ($5::text is null or run_id = $5)
         and ($6::text is null or error->>'code' = $6) order by id desc`,
        [
          filter.status,
          filter.platform,
          filter.accountId,
          filter.projectId,
          filter.runId,
          filter.code,
        ],
      )
      const { createdAfter, createdBefore } = filter
      if (!createdAfter && !createdBefore) return rows.map(({ id }) => id)
      const ids = new Set(
        (await listTasks(log, { createdAfter, createdBefore, limit: count })).rows.map(
          ({ id }) => id,
        ),
      )
      return rows.flatMap(({ id }) => (ids.has(id) ? id : []))
    }

    /** The queries until the page is found. */
    const queriesFor = async (filter: TaskFilter, narrowings?: readonly Narrowing[]) => {
      const queries: Query[] = []
      const query = (text: string, values: unknown[]) => {
        queries.push({ text, values })
        return log.pool.query(text, values)
      }
      await findNewest(
        { query } as Pick<TestLog['pool'], 'query'>,
        filter,
        pageSize + 1,
        narrowings,
      )
      return queries
    }

    /** The tables that the query reads from beginning to end. */
    const scannedOf = async ({ text, values }: Query): Promise<string[]> => {
      const { rows } = await log.pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        `explain (format json) ${text}`,
        [...values],
      )
      const scans = (plan: Plan): string[] => [
        ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : []),
        ...(plan.Plans ?? []).flatMap(scans),
      ]
      return rows.flatMap((row) => scans(row['QUERY PLAN'][0].Plan))
    }

    test('are right, page by page, with any filter', async () => {
      for (const [name, filter] of Object.entries(filters)) {
        const expected = await brute(filter)
        const first = await listTasks(log, { ...filter, limit: pageSize })
        assert.deepEqual(
          first.rows.map(({ id }) => id),
          expected.slice(0, pageSize),
          name,
        )
        assert.equal(first.more, expected.length > pageSize, name)
        const before = expected[1]
        if (!before) continue
        const next = await listTasks(log, { ...filter, limit: 3, before })
        assert.deepEqual(
          next.rows.map(({ id }) => id),
          expected.slice(2, 5),
          name,
        )
      }
    })

    test('are the same as a whole and page by page', async () => {
      for (const [name, filter] of Object.entries(filters)) {
        const { text, values } = selectMatching(filter, count)
        const { rows } = await log.pool.query<{ id: TaskId }>(text, [...values])
        assert.deepEqual(new Set(rows.map(({ id }) => id)), new Set(await brute(filter)), name)
      }
    })

    test('read the table by its indexes, with any filter', async () => {
      for (const [name, filter] of Object.entries(filters)) {
        for (const query of await queriesFor(filter))
          assert.ok(!(await scannedOf(query)).includes('tasks'), `${name}: ${query.text}`)
      }
    })

    test('find all tasks that may wait for a reason, by the indexes', async () => {
      // For a restore all tasks wait, or none.
      for (const reason of blockReasons.filter((one) => one !== 'restored')) {
        for (const query of await queriesFor({}, maybeBlocked[reason](now)))
          assert.ok(!(await scannedOf(query)).includes('tasks'), `${reason}: ${query.text}`)
        const { rows } = await listMaybeBlocked(log, reason, { limit: pageSize, now })
        assert.ok(
          rows.length >= rareCount && rows.length <= 4 * rareCount,
          `${reason} ${rows.length}`,
        )
      }
    })

    test('accept every reason in every status, also where no task can wait for it', async () => {
      const page = { limit: pageSize, now }
      for (const reason of blockReasons)
        for (const status of taskStatuses) {
          const { rows } = await listMaybeBlocked(log, reason, { ...page, status })
          assert.ok(
            rows.every((row) => row.status === status),
            `${reason} ${status}`,
          )
        }
      assert.deepEqual(
        (await listMaybeBlocked(log, 'scheduled', { ...page, status: 'failed' })).rows,
        [],
      )
    })
  })
