import { mkdtempSync, chmodSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findNatsServer, startPostgres, type RunningPostgres } from '@pressrun/cli'

let directory: string
let postgres: RunningPostgres

/**
 * Runs once before all test files: one Postgres for the whole run, and the nats-server binary of which
 * each file starts its own. The cluster is thrown away, so it does not sync to disk; what a crash
 * leaves behind is tested on whole instances, which do.
 *
 * @public Called by Node's test runner.
 */
export async function globalSetup(): Promise<void> {
  directory = mkdtempSync(join(tmpdir(), 'pressrun-test-'))
  // Started by root, Postgres runs as another user, who needs access to the cluster.
  chmodSync(directory, 0o755)
  const toolchainDir = resolve(import.meta.dirname, '..', '.pressrun', 'toolchain')
  const [started, natsBinary] = await Promise.all([
    startPostgres({
      dataDir: join(directory, 'postgres'),
      database: 'postgres',
      durable: false,
      settings: { max_connections: '300' },
    }),
    findNatsServer({ toolchainDir, env: process.env, log: console.error }),
  ])
  postgres = started
  // An interrupted run never reaches the teardown.
  process.once('exit', () => {
    postgres.killNow()
    rmSync(directory, { recursive: true, force: true })
  })
  process.env['PRESSRUN_TEST_DATABASE_URL'] = postgres.url
  process.env['PRESSRUN_TEST_NATS_BINARY'] = natsBinary
}

/** @public Called by Node's test runner. */
export async function globalTeardown(): Promise<void> {
  await postgres.stop()
}
