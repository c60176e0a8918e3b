import assert from 'node:assert/strict'
import { commandHandler, keepSnapshot, newIds } from '@pressrun/db'
import { defaultProjectId, taskIdOf, type TaskId, type TaskStatus } from '@pressrun/events'
import { secretKey, keepCredentials } from '@pressrun/vault'
import { connectors } from '@pressrun/platforms'
import { environmentKey, type KillersEnvironment } from './environment.ts'

const newId = newIds()
const meta = { projectId: defaultProjectId, actor: 'test' }
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is *here*.' })

export type Wanted = { readonly platform: string; readonly name: string }
export type Published = Wanted & { readonly taskId: TaskId }

/** Connects an account for each, and starts one run over all of them, as the gateway does. */
export async function publish(
  wanted: readonly Wanted[],
  environment: KillersEnvironment,
): Promise<Published[]> {
  const handle = commandHandler({ pool: environment.pool, now: Date.now })
  const runId = newId('run')
  const connected = await Promise.all(
    wanted.map(async ({ platform, name }, ordinal) => {
      const connector = connectors.get(platform) ?? assert.fail()
      const { settings, credentials } = environment.fakes.account(platform, name)
      const accountId = newId('account')
      const { kind } = await handle({
        command: {
          type: 'ConnectAccount',
          accountId,
          projectId: defaultProjectId,
          platform,
          name,
          settings: connector.settingsSchema.parse(settings) as Record<string, unknown>,
          limits: {},
        },
        meta,
        extraStatements: [
          keepCredentials(
            accountId,
            connector.credentialsSchema.parse(credentials),
            secretKey(environmentKey),
          ),
        ],
      })
      assert.equal(kind, 'events')
      return { taskId: taskIdOf(runId, ordinal), accountId, platform }
    }),
  )
  const { kind } = await handle({
    command: {
      type: 'CreateRun',
      runId,
      projectId: defaultProjectId,
      snapshot: snapshot.sha256,
      title: 'Spring',
      tasks: connected,
      priority: 5,
      concurrency: 1_000,
      start: true,
      now: Date.now(),
    },
    meta,
    extraStatements: [snapshot.statement],
  })
  assert.equal(kind, 'events')
  return wanted.map((one, i) => ({ ...one, taskId: connected[i]?.taskId ?? assert.fail() }))
}

/** Requests that a task be cancelled, as the gateway does. */
export async function cancel(taskId: TaskId, { pool }: KillersEnvironment): Promise<void> {
  const handle = commandHandler({ pool, now: Date.now })
  const command = { type: 'CancelTask', taskId, afterAttempt: true, now: Date.now() } as const
  await handle({ command, meta })
}

export type TaskEnd = {
  readonly status: TaskStatus
  readonly code: string | null
  /** From its first attempt to its end. */
  readonly tookMs: number
}

export async function endOf(taskId: TaskId, { pool }: KillersEnvironment): Promise<TaskEnd> {
  const { rows } = await pool.query<TaskEnd>(
    `select status, error->>'code' as code,
      extract(epoch from
        (select max(recorded_at) from events where stream_id = tasks.id) - first_attempt_at
      )::float * 1000 as "tookMs"
     from task_states tasks where id = $1`,
    [taskId],
  )
  return rows[0] ?? assert.fail()
}

export async function isOver(
  taskIds: readonly TaskId[],
  { pool }: KillersEnvironment,
): Promise<boolean> {
  const { rows } = await pool.query<{ open: number }>(
    `select count(*)::integer as open from task_states
      where id = any($1) and status in ('planned', 'queued', 'running', 'held')`,
    [taskIds],
  )
  return rows[0]?.open === 0
}
