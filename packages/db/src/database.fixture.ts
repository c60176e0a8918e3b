import assert from 'node:assert/strict'
import {
  taskIdOf,
  defaultProjectId,
  type AccountId,
  type CreateRun,
  type EventMeta,
  type RunId,
  type TaskCommand,
} from '@pressrun/events'
import { createDatabase } from '@pressrun/tests'
import { commandHandler, type Handle } from './commands/handle.ts'
import { openDatabase, type Database } from './database.ts'
import { newIds } from './ids.ts'
import { keepSnapshot } from './snapshots.ts'

export const newId = newIds()
export const meta: EventMeta = { projectId: defaultProjectId, actor: 'test' }
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is here.' })

export type TestLog = AsyncDisposable &
  Database & {
    readonly url: string
    readonly handle: Handle
    /** Stands for another process: a pool and a handler of its own. */
    readonly another: () => Database & { readonly handle: Handle }
  }

/** A database of the test's own, with one handler on it and the snapshot that `newRun` needs. */
export async function openTestLog(): Promise<TestLog> {
  const created = await createDatabase()
  const opened = new AsyncDisposableStack()
  opened.use(created)
  const another = () => {
    const database = opened.use(openDatabase({ url: created.url, connectionsMax: 4 }))
    const handle = commandHandler({ pool: database.pool, now: Date.now })
    return { ...database, handle }
  }
  const first = another()
  await first.pool.query(snapshot.statement.text, [...snapshot.statement.values])
  return { ...first, url: created.url, another, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** A command that creates a run of so many tasks. */
export function newRun(tasks = 1, changes: Partial<CreateRun> = {}): CreateRun {
  const runId = changes.runId ?? newId('run')
  return {
    type: 'CreateRun',
    runId,
    projectId: defaultProjectId,
    snapshot: snapshot.sha256,
    title: 'Spring',
    tasks: Array.from({ length: tasks }, (_, ordinal) => ({
      taskId: taskIdOf(runId, ordinal),
      accountId: newId('account'),
      platform: 'feed',
    })),
    priority: 5,
    concurrency: 10,
    start: true,
    now: Date.now(),
    ...changes,
  }
}

export const firstTask = (run: CreateRun) => {
  const [task] = run.tasks
  assert.ok(task)
  return task.taskId
}

export const start = (runId: RunId) => ({ type: 'StartRun' as const, runId, now: Date.now() })
export const dispatch = (run: CreateRun): TaskCommand => ({
  type: 'DispatchTask',
  taskId: firstTask(run),
  now: Date.now(),
})
export const publish = (run: CreateRun, attempt = 1): TaskCommand => ({
  type: 'RecordOutcome',
  generation: 1,
  taskId: firstTask(run),
  attempt,
  outcome: { outcome: 'published', remoteId: 'r1', url: 'https://x.example/1' },
  idempotency: { class: 'key', settleMs: 0, canReconcile: false },
  policy: { attemptsMax: 5, baseMs: 1_000, capMs: 60_000 },
  startedAt: Date.now(),
  now: Date.now(),
  random: 0.5,
})

export const connectAccount = (name: string, accountId: AccountId = newId('account')) => ({
  type: 'ConnectAccount' as const,
  accountId,
  projectId: defaultProjectId,
  platform: 'feed',
  name,
  settings: { directory: name },
  limits: {},
})
