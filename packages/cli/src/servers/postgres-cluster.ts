import { execFile } from 'node:child_process'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { configurationError, OperatorError } from '../operator-error.ts'
import { findPostgres, postgresMajor, type PostgresBinaries } from './postgres-binaries.ts'
import { readSecretFile, writeSecretFile } from './secret-file.ts'
import { unprivilegedFor, type Unprivileged } from './unprivileged.ts'

export const postgresUser = 'pressrun'
export const clusterDatabase = 'pressrun'

export type Cluster = {
  /** PGDATA: the only directory that the unprivileged user gets. */
  readonly directory: string
  readonly password: string
  readonly binaries: PostgresBinaries
  readonly runAs: Unprivileged | undefined
}

/** Opens the cluster below `dataDir`, made first where there is none. */
export async function openCluster(dataDir: string, durable: boolean): Promise<Cluster> {
  const binaries = await findPostgres()
  await mkdir(dataDir, { recursive: true, mode: 0o755 })
  const directory = join(dataDir, 'cluster')
  const runAs = unprivilegedFor(binaries.postgres, [directory])
  const version = await clusterVersion(directory)
  if (version === undefined) await createCluster({ dataDir, directory, binaries, runAs, durable })
  else if (version !== String(postgresMajor)) throw incompatible(directory, version)
  return { directory, password: await readPassword(join(dataDir, 'password')), binaries, runAs }
}

async function readPassword(file: string): Promise<string> {
  const advice =
    'put back the password it held, from a backup, or set another (docs/operating.md, "Keys")'
  const password = await readSecretFile(file, advice)
  if (password === undefined) throw configurationError(`${file} is missing: ${advice}`)
  return password
}

type Creation = Omit<Cluster, 'password'> & { dataDir: string; durable: boolean }

// It is made beside its place and then renamed: a start that is killed halfway leaves no half cluster.
async function createCluster(creation: Creation): Promise<void> {
  const { dataDir, directory, runAs } = creation
  const unfinished = `${directory}.new`
  const passwordForInitdb = join(dataDir, 'password.initdb')
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  const { randomBytes } = await import('node:crypto')
  const password = randomBytes(24).toString('base64url')
  await rm(passwordForInitdb, { force: true })
  await writeFile(passwordForInitdb, password, { mode: 0o600 })
  await writeSecretFile(join(dataDir, 'password'), password)
  if (runAs !== undefined) {
    await chown(unfinished, runAs.uid, runAs.gid)
    await chown(passwordForInitdb, runAs.uid, runAs.gid)
  }
  await initdb(creation, unfinished, passwordForInitdb)
  await rm(passwordForInitdb)
  await rename(unfinished, directory)
}

async function initdb(creation: Creation, into: string, passwordFile: string): Promise<void> {
  const { binaries, runAs, durable } = creation
  const options = [
    `--username=${postgresUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ]
  await runAlone(binaries.initdb, [`--pgdata=${into}`, ...options], runAs)
  // Single-user mode: no server has to be started, and connected to, just for this.
  const single = ['--single', '-D', into, ...(durable ? [] : ['-F']), 'postgres']
  await runAlone(binaries.postgres, single, runAs, `create database ${clusterDatabase}\n`)
}

async function runAlone(
  program: string,
  args: readonly string[],
  runAs: Unprivileged | undefined,
  input = '',
): Promise<void> {
  const [file, ...rest] = [...(runAs?.prefix ?? []), program, ...args]
  const identity = plainIdentity(runAs)
  try {
    const running = promisify(execFile)(file as string, rest, {
      cwd: '/',
      env: postgresEnvironment,
      ...identity,
    })
    running.child.stdin?.end(input)
    await running
  } catch (cause) {
    const lines = ((cause as { stderr?: string }).stderr ?? String(cause)).trim().split('\n')
    throw new OperatorError(`${basename(program)} could not make a cluster: ${lines.at(-1)}`, {
      cause,
    })
  }
}

/** Node changes the identity itself where no capability has to be kept. */
export function plainIdentity(runAs: Unprivileged | undefined): { uid?: number; gid?: number } {
  return runAs === undefined || runAs.prefix.length > 0 ? {} : { uid: runAs.uid, gid: runAs.gid }
}

/** Enough to find `setpriv` and no more: PGPORT and its siblings must not leak in. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

async function clusterVersion(directory: string): Promise<string | undefined> {
  try {
    return (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function incompatible(directory: string, version: string): OperatorError {
  return new OperatorError(
    `the data in ${directory} was written by Postgres ${version}, this Pressrun brings ${postgresMajor}: ` +
      'move it with a backup, or choose another PRESSRUN_DATA_DIR',
  )
}
