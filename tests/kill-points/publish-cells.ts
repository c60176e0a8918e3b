import assert from 'node:assert/strict'
import { commandHandler, keepSnapshot, type Handle } from '@pressrun/db'
import { defaultProjectId, runIdOf } from '@pressrun/events'
import { secretKey, keepCredentials } from '@pressrun/vault'
import { connectors } from '@pressrun/platforms'
import type { Cell } from './cell.ts'
import { environmentKey, type TestEnvironment } from './environment.ts'

const meta = { projectId: defaultProjectId, actor: 'test' }
/** No tags: WordPress creates them before the draft. */
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is *here*.' })

/** Connects the accounts and starts a run with the tasks, as the gateway does. */
export async function publishCells(
  cells: readonly Cell[],
  environment: TestEnvironment,
): Promise<void> {
  const handle = commandHandler({ pool: environment.pool, now: Date.now })
  await Promise.all(cells.map((cell) => connect(cell, environment, handle)))
  const { kind } = await handle({
    command: {
      type: 'CreateRun',
      runId: runIdOf(cells[0]?.taskId ?? assert.fail()),
      projectId: defaultProjectId,
      snapshot: snapshot.sha256,
      title: 'Spring',
      tasks: cells.map(({ taskId, accountId, way }) => ({
        taskId,
        accountId,
        platform: way.platform,
      })),
      priority: 5,
      concurrency: 1_000,
      start: true,
      now: Date.now(),
    },
    meta,
    extraStatements: [snapshot.statement],
  })
  assert.equal(kind, 'events')
}

async function connect(
  { way, account, accountId }: Cell,
  environment: TestEnvironment,
  handle: Handle,
) {
  const { platform, unconfirmedPolicy } = way
  const connector = connectors.get(platform) ?? assert.fail()
  const { settings, credentials } = accountOf(platform, account, environment)
  const { kind } = await handle({
    command: {
      type: 'ConnectAccount',
      accountId,
      projectId: defaultProjectId,
      platform,
      name: account,
      settings: connector.settingsSchema.parse(settings) as Record<string, unknown>,
      limits: {},
      unconfirmedPolicy,
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
}

const accountOf = (platform: string, name: string, { fakes }: TestEnvironment) =>
  platform === 'feed'
    ? { settings: { directory: `feeds/${name}`, title: name }, credentials: {} }
    : fakes.account(platform, name)
