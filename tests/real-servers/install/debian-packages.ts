import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pinned } from '../pinned.ts'
import { runCommand } from './run-command.ts'
import { Unavailable } from './unavailable.ts'

const { suite } = pinned.debian
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** A package, and the start of its required version. */
export type DebianPackage = { readonly name: string; readonly version?: string }

/**
 * Unpacks Debian packages and all their dependencies into a directory, as any user and independent of the machine's own
 * packages: apt works on a root of its own where nothing seems installed.
 */
export async function unpackDebian(
  packages: readonly DebianPackage[],
  directory: string,
): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Unavailable("servers of Debian's packages are tried on linux-x64 only")
  const apt = await privateApt(join(directory, 'apt'))
  await apt('update')
  for (const wanted of packages) await requireVersion(wanted, apt)
  await apt('install', '--download-only', '--yes', ...packages.map(({ name }) => name))
  const archives = join(directory, 'apt', 'cache', 'archives')
  for (const archive of await readdir(archives))
    if (archive.endsWith('.deb'))
      await runCommand('dpkg-deb', ['--extract', join(archives, archive), directory])
  await rm(join(directory, 'apt'), { recursive: true })
}

type Apt = (...args: string[]) => Promise<string>

async function privateApt(root: string): Promise<Apt> {
  const directories = ['state/lists/partial', 'cache/archives/partial', 'etc']
  for (const name of directories) await mkdir(join(root, name), { recursive: true })
  await writeFile(join(root, 'state/status'), '')
  await writeFile(join(root, 'etc/sources.list'), await sourcesList(root))
  const config = join(root, 'etc/apt.conf')
  await writeFile(config, settings(root))
  return (command, ...args) =>
    runCommand('apt-get', [command, ...args], { env: { APT_CONFIG: config } })
}

const settings = (root: string) => `
Dir::State "${root}/state";
Dir::State::status "${root}/state/status";
Dir::Cache "${root}/cache";
Dir::Etc::sourcelist "${root}/etc/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferencesparts "-";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
`

/** The mirror that this machine uses for Debian itself, with another suite. */
async function sourcesList(root: string): Promise<string> {
  if (!existsSync(keyring)) throw new Unavailable(`no ${keyring}: this is no Debian`)
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1]
  const config = join(root, 'etc/machine.conf')
  await writeFile(config, `Dir::State "${root}/state";\nDebug::NoLocking "true";\n`)
  const env = { APT_CONFIG: config }
  const targets = await runCommand('apt-get', ['update', '--print-uris'], { env })
  const mirror = targets
    .split('\n')
    .map((line) => /^'(\S+)\/dists\/(\w+)\/InRelease'/.exec(line))
    .find((found) => found?.[2] === codename)?.[1]
  if (mirror === undefined) throw new Unavailable("apt's sources name no mirror of Debian")
  return `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`
}

async function requireVersion({ name, version = '' }: DebianPackage, apt: Apt): Promise<void> {
  const planned = await apt('install', '--simulate', name)
  const found = planned
    .split('\n')
    .find((line) => line.startsWith(`Inst ${name} (`))
    ?.replace(/^Inst \S+ \((\d+:)?/, '')
  if (found?.startsWith(version) !== true)
    throw new Unavailable(`${suite} has ${name} ${found}, and ${version} is pinned`)
}
