import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { OperatorError } from '../operator-error.ts'
import { fetchNatsArchive } from './nats-archive.ts'
import { fetchNatsFromApt } from './nats-apt.ts'
import { natsVersionMin, natsVersionOf, refuseOldNats } from './nats-version.ts'

export type NatsSearch = {
  /** Where a fetched server is stored for every later start; `nats/` below it is ours. */
  readonly toolchainDir: string
  readonly env: { PATH?: string | undefined }
  /** Debian puts servers in sbin, which an ordinary user's PATH often lacks. */
  readonly extraDirectories?: readonly string[]
  /** One line for a person, before anything slow. */
  readonly log?: (line: string) => void
}

/** A way to get a nats-server into `directory`; undefined when this machine does not have that way. */
export type NatsSource = (directory: string) => Promise<string | undefined>

/** The path of a new enough nats-server, fetched into the toolchain when the machine has none. */
export async function findNatsServer(
  search: NatsSearch,
  sources: readonly NatsSource[] = [fetchNatsArchive, fetchNatsFromApt],
): Promise<string> {
  const cached = join(search.toolchainDir, 'nats', 'nats-server')
  for (const candidate of [...onPath(search), cached]) {
    const version = await executableVersion(candidate)
    if (version === undefined) continue
    refuseOldNats(version, candidate)
    return candidate
  }
  search.log?.('fetching nats-server (once) ...')
  await fetchInto(cached, join(search.toolchainDir, 'nats'), sources)
  return cached
}

function onPath({
  env,
  extraDirectories = ['/usr/sbin', '/usr/local/sbin'],
}: NatsSearch): string[] {
  const directories = new Set([
    ...(env.PATH ?? '').split(delimiter).filter(Boolean),
    ...extraDirectories,
  ])
  return [...directories].map((directory) => join(directory, 'nats-server'))
}

async function executableVersion(file: string): Promise<string | undefined> {
  try {
    await access(file, constants.X_OK)
  } catch {
    return undefined
  }
  return natsVersionOf(file)
}

// Each fetch works in a directory of its own and ends in one rename, so two at once do no harm.
async function fetchInto(
  target: string,
  directory: string,
  sources: readonly NatsSource[],
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const reasons: string[] = []
  for (const source of sources) {
    const workshop = await mkdtemp(join(directory, 'fetch-'))
    try {
      const found = await source(workshop)
      if (found === undefined) continue
      const version = await natsVersionOf(found)
      if (version === undefined) throw new Error('what came is not a nats-server that runs here')
      refuseOldNats(version, source.name)
      await rename(found, target)
      return
    } catch (error) {
      reasons.push((error as Error).message)
    } finally {
      await rm(workshop, { recursive: true, force: true })
    }
  }
  throw missing(reasons)
}

function missing(reasons: readonly string[]): OperatorError {
  const tried = reasons.length === 0 ? '' : ` (tried: ${reasons.join('; ')})`
  return new OperatorError(
    `nats-server is missing and could not be fetched${tried}: install nats-server ${natsVersionMin} or newer ` +
      '("apt install nats-server", "brew install nats-server"), or set NATS_URL to a server of your own',
  )
}
