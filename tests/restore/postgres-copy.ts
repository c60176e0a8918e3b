import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Instance } from '../support/index.ts'

const run = promisify(execFile)

/** Copies the files of a running Postgres as they are at one moment, as a snapshot of its disk would. */
export async function copyPostgres(instance: Instance, into: string): Promise<void> {
  const postmaster = instance.pidOf('postgres')
  process.kill(postmaster, 'SIGSTOP')
  // No further process is started from here on.
  const all = [postmaster, ...childrenOf(postmaster)]
  try {
    for (const pid of all) signal(pid, 'SIGSTOP')
    await run('cp', ['-a', join(instance.dataDir, 'postgres'), into])
  } finally {
    for (const pid of all) signal(pid, 'SIGCONT')
  }
  for (const owned of ['owner.json', 'cluster/postmaster.pid'])
    await rm(join(into, owned), { force: true })
}

/** Replaces the files of a stopped Postgres by a copy. */
export async function putBack(copy: string, dataDir: string): Promise<void> {
  await rm(join(dataDir, 'postgres'), { recursive: true })
  await run('cp', ['-a', copy, join(dataDir, 'postgres')])
}

/** A backend may have ended just now. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    return Number.isInteger(pid) && parentOf(pid) === parent ? [pid] : []
  })
}

/** The fourth field; the second, the name, may contain anything but ends with the last bracket. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
