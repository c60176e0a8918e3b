import { execFile } from 'node:child_process'
import { access, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const downloadTimeoutMs = 60_000
const updateTimeoutMs = 120_000

/**
 * Debian and Ubuntu: downloads the package and unpacks it here. Nothing is installed, no root is
 * needed, and the system's files are only read.
 */
export async function fetchNatsFromApt(directory: string): Promise<string | undefined> {
  if (!(await exists('/usr/bin/apt-get')) || !(await exists('/usr/bin/dpkg'))) return undefined
  try {
    await download(directory, [])
  } catch {
    // A fresh container has no package lists. We fetch a set of our own and leave the system's alone.
    const own = await privateLists(directory)
    await download(directory, own)
  }
  const archive = (await readdir(directory)).find((name) => name.endsWith('.deb'))
  if (archive === undefined) throw new Error('apt-get download brought no package')
  await run('dpkg', ['-x', join(directory, archive), join(directory, 'unpacked')])
  return join(directory, 'unpacked', 'usr', 'sbin', 'nats-server')
}

async function download(directory: string, options: readonly string[]): Promise<void> {
  await aptGet([...options, 'download', 'nats-server'], directory, downloadTimeoutMs)
}

async function privateLists(directory: string): Promise<string[]> {
  const state = join(directory, 'apt-state')
  const cache = join(directory, 'apt-cache')
  await mkdir(join(state, 'lists', 'partial'), { recursive: true })
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true })
  const options = [
    '-o',
    `Dir::State=${state}`,
    '-o',
    `Dir::Cache=${cache}`,
    '-o',
    'Dir::State::status=/var/lib/dpkg/status',
  ]
  await aptGet([...options, 'update'], directory, updateTimeoutMs)
  return options
}

async function aptGet(args: readonly string[], cwd: string, timeout: number): Promise<void> {
  // As root apt would hand the download to the user _apt, who may not write here.
  const asOneself = ['-o', 'APT::Sandbox::User=root']
  try {
    await run('apt-get', ['-qq', ...asOneself, ...args], { cwd, timeout })
  } catch (error) {
    const output = ((error as { stderr?: string }).stderr ?? '').trim().split('\n').at(-1)
    throw new Error(`apt-get: ${output || (error as Error).message}`, { cause: error })
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
