import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@pressrun/db/migrate'
import { listMaybeBlocked, listTasks, openQueryDatabase } from '@pressrun/db/queries'
import { blockReasons, toInstant } from '@pressrun/events'
import { manyFilters } from '../../../packages/db/src/queries/many-filters.fixture.ts'
import { insertManyTasks } from '../../../packages/db/src/queries/many-tasks.fixture.ts'
import { atMost, type Figure } from '../scheduler/figure.ts'
import { startPostgres } from '../servers/postgres.ts'

const pageSize = 50
const maxMs = 20
const timesMeasured = 11

/** `npm run bench -- filters [COUNT]`: the first page of each filter, with very many tasks. */
export async function benchFilters([count = '1000000']: string[]): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-filters-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const postgres = await startPostgres(join(directory, 'postgres'))
  stack.defer(() => postgres.stop())
  await migrate(postgres.url)
  const database = stack.use(openQueryDatabase({ url: postgres.url }))
  const rare = await insertManyTasks(database.pool, Number(count))
  const figures: Figure[] = []
  const measure = async (name: string, read: () => Promise<unknown>) => {
    await read()
    const times: number[] = []
    for (let i = 0; i < timesMeasured; i++) {
      const began = performance.now()
      await read()
      times.push(performance.now() - began)
    }
    const median = times.toSorted((a, b) => a - b)[Math.floor(timesMeasured / 2)] ?? 0
    figures.push(atMost(name, median, maxMs, 'ms'))
  }
  for (const [name, filter] of Object.entries(manyFilters(rare, Number(count))))
    await measure(name, () => listTasks(database, { ...filter, limit: pageSize }))
  const now = toInstant(Date.now())
  for (const reason of blockReasons)
    await measure(`blockedOn ${reason}`, () =>
      listMaybeBlocked(database, reason, { limit: 200, now }),
    )
  return figures
}
