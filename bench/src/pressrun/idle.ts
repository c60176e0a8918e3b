import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { processTree, proportionalBytes, residentBytes } from '../measure/process-tree.ts'
import { countStatements, STATEMENTS_SETTINGS } from '../profile/statements.ts'
import { queryOnce, startPostgres } from '../servers/postgres.ts'
import { DIRECTLY, NPM_START, startStack } from './stack.ts'

export type Idle = {
  readonly firstStartSeconds: number
  readonly startSeconds: number
  readonly residentBytes: number
  readonly proportionalBytes: number
  readonly processes: number
  readonly queriesPerSecond: number
}

/** The cost of an unused stack. */
export async function measureIdle(idleSeconds: number): Promise<Idle> {
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-idle-'))
  try {
    const first = await startStack(NPM_START, join(directory, 'data'))
    await first.stop()
    const memory = await idleMemory(join(directory, 'data'), idleSeconds)
    const queriesPerSecond = await idleQueries(directory, idleSeconds)
    return { firstStartSeconds: first.startUpSeconds, ...memory, queriesPerSecond }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function idleMemory(dataDir: string, idleSeconds: number) {
  const stack = await startStack(NPM_START, dataDir)
  try {
    await pause(idleSeconds * 1000)
    // npm and the start script are not the stack: it begins with the supervisor.
    const tree = processTree([stack.instance.supervisor])
    return {
      startSeconds: stack.startUpSeconds,
      residentBytes: residentBytes(tree),
      proportionalBytes: proportionalBytes(tree.map((process) => process.pid)),
      processes: tree.length,
    }
  } finally {
    await stack.stop()
  }
}

const SETTLE_SECONDS = 5

/** Every statement counts, those inside of transactions too. */
const CALLS = `
  select coalesce(sum(calls), 0)::float8 as calls
  from pg_stat_statements
  where query not like '%pg_stat_statements%'`

export async function idleQueries(directory: string, idleSeconds: number): Promise<number> {
  const postgres = await startPostgres(join(directory, 'counting-postgres'), {
    ...STATEMENTS_SETTINGS,
  })
  try {
    await countStatements(postgres.url)
    const calls = async () => Number((await queryOnce(postgres.url, CALLS))[0]?.['calls'])
    const stack = await startStack(DIRECTLY, join(directory, 'counted'), {
      DATABASE_URL: postgres.url,
    })
    try {
      await pause(SETTLE_SECONDS * 1000)
      const before = await calls()
      await pause(idleSeconds * 1000)
      return ((await calls()) - before) / idleSeconds
    } finally {
      await stack.stop()
    }
  } finally {
    await postgres.stop()
  }
}
