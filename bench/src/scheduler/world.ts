import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pressrunClient, type PressrunClient } from '../pressrun/client.ts'
import { DIRECTLY, startStack } from '../pressrun/stack.ts'
import { queryOnce, startPostgres } from '../servers/postgres.ts'
import { startSink, type Sink } from '../sink/client.ts'

/** A whole Pressrun on a fresh Postgres, and a sink for its posts. */
export type World = AsyncDisposable & {
  readonly sink: Sink
  readonly client: PressrunClient
  readonly query: (text: string) => Promise<Record<string, unknown>[]>
  readonly createAccounts: (
    count: number,
    limitsOf: (index: number) => object,
    queryOf?: (index: number) => string,
  ) => Promise<string[]>
}

/** Calls at once: they share commits. */
const callsMax = 50

export async function openWorld(): Promise<World> {
  const stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-scheduler-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  // Lateness is measured to the commit, whose time only Postgres has.
  const settings = { track_commit_timestamp: 'on' }
  const postgres = await startPostgres(join(directory, 'postgres'), settings)
  stack.defer(() => postgres.stop())
  const sink = await startSink()
  stack.defer(() => sink.stop())
  const pressrun = await startStack(DIRECTLY, join(directory, 'pressrun'), {
    DATABASE_URL: postgres.url,
  })
  stack.defer(() => pressrun.stop())
  const client = pressrunClient(pressrun.url)
  stack.defer(() => client.close())
  return {
    sink,
    client,
    query: (text) => queryOnce(postgres.url, text),
    createAccounts: (count, limitsOf, queryOf = () => '') =>
      inParallel(count, (index) =>
        client.createAccount(`bench ${index}`, sink.url, limitsOf(index), queryOf(index)),
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Makes some calls at once, in the order of their index. */
export async function inParallel<T>(
  count: number,
  call: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await call(index)
  }
  await Promise.all(Array.from({ length: Math.min(callsMax, count) }, work))
  return results
}

/** Milliseconds from the instant each task was due to the commit of its `TaskDue`. */
export async function latenessMs({ query }: World): Promise<number[]> {
  const rows = await query(
    `select 1000 * extract(epoch from
        pg_xact_commit_timestamp(log.xmin) - (event->'data'->>'dueAt')::timestamptz)::float8 as late
      from log cross join lateral json_array_elements(log.data::json) event
      where subject like 'pressrun.events.task.TaskDue.%'`,
  )
  return rows.map((row) => Number(row['late']))
}

export async function untilDispatched({ query }: World, tasks: number): Promise<void> {
  for (;;) {
    const [row] = await query(`select count(*) as tasks from events where type = 'TaskDue'`)
    if (Number(row?.['tasks']) >= tasks) return
    await pause(200)
  }
}
