import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@pressrun/db/migrate'
import { listMaybeBlocked, listTasks, openQueryDatabase } from '@pressrun/queries'
import { blockReasons, toInstant } from '@pressrun/events'
import { manyFilters, insertManyTasks, worlds } from '@pressrun/queries/testing'
import { atMost, type Figure } from '../scheduler/figure.ts'
import { startPostgres } from '../servers/postgres.ts'

const pageSize = 50
const maxMs = 20
const timesMeasured = 11

type World = (typeof worlds)[string]

/** `npm run bench -- filters [COUNT]`: the first page of each filter, with very many tasks of several kinds. */
export async function benchFilters([count = '1000000']: string[]): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [world, usual] of Object.entries(worlds))
    figures.push(...(await figuresOf(world, usual, Number(count))))
  return figures
}

async function figuresOf(world: string, usual: World, count: number): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-filters-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const postgres = await startPostgres(join(directory, 'postgres'))
  stack.defer(() => postgres.stop())
  await migrate(postgres.url)
  const database = stack.use(openQueryDatabase({ url: postgres.url }))
  const rare = await insertManyTasks(database.pool, count, usual)
  const figures: Figure[] = []
  const measure = async (name: string, read: () => Promise<unknown>) =>
    figures.push(atMost(`${world}: ${name}`, await medianMs(read), maxMs, 'ms'))
  for (const [name, filter] of Object.entries(manyFilters(rare, count)))
    await measure(name, () => listTasks(database, { ...filter, limit: pageSize }))
  const now = toInstant(Date.now())
  for (const reason of blockReasons)
    await measure(`blockedOn ${reason}`, () =>
      listMaybeBlocked(database, reason, { limit: 200, now }),
    )
  return figures
}

async function medianMs(read: () => Promise<unknown>): Promise<number> {
  await read()
  const times: number[] = []
  for (let i = 0; i < timesMeasured; i++) {
    const began = performance.now()
    await read()
    times.push(performance.now() - began)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(timesMeasured / 2)] ?? 0
}
