import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const APT_TIMEOUT_MS = 120_000

/**
 * Unpacks a Debian package, and those of its dependencies that the system lacks, below `directory`. Needs no root and
 * changes nothing on the system: apt works on lists of its own there.
 */
export async function unpackDebianPackage(name: string, directory: string): Promise<string> {
  const root = join(directory, 'root')
  if (existsSync(root)) return root
  const work = join(directory, 'work')
  await mkdir(join(work, 'lists', 'partial'), { recursive: true })
  await mkdir(join(work, 'archives', 'partial'), { recursive: true })
  const lists = await aptOptions(work)
  const apt = (...args: string[]) => run('apt-get', [...lists, ...args], aptSettings(work))
  const names = await packagesToInstall(apt, name)
  await apt('download', ...names)
  const unpacked = join(work, 'root')
  for (const file of await readdir(work)) {
    if (file.endsWith('.deb')) await run('dpkg', ['-x', join(work, file), unpacked])
  }
  await rename(unpacked, root)
  await rm(work, { recursive: true, force: true })
  return root
}

type Apt = (...args: string[]) => Promise<{ stdout: string }>

/** What apt itself would install, from its simulation; the lists are fetched when they are empty. */
async function packagesToInstall(apt: Apt, name: string): Promise<string[]> {
  const simulate = () => apt('-s', '--no-install-recommends', 'install', name)
  const { stdout } = await simulate().catch(async () => {
    await apt('update')
    return simulate()
  })
  const names = [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => String(match[1]))
  return names.length > 0 ? names : [name]
}

/** The system's lists are used when it has some; otherwise private ones are made. */
async function aptOptions(work: string): Promise<string[]> {
  const system = await readdir('/var/lib/apt/lists').catch(() => [])
  if (system.some((file) => file.includes('_Packages'))) return []
  return [
    '-o',
    `Dir::State::lists=${join(work, 'lists')}`,
    '-o',
    `Dir::Cache::archives=${join(work, 'archives')}`,
    '-o',
    'Dir::Cache::pkgcache=',
    '-o',
    'Dir::Cache::srcpkgcache=',
  ]
}

function aptSettings(work: string) {
  return { cwd: work, timeout: APT_TIMEOUT_MS, env: { ...process.env, LC_ALL: 'C' } }
}
