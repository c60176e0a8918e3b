import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type InstanceProcess = {
  readonly pid: number
  /** Its start time, in the system's own terms: distinguishes it from a later process with the same pid. */
  readonly identity: string
  readonly port?: number
}

/**
 * A running instance's description of itself, for the commands, `doctor` and the tests. It contains the database
 * password, hence the file's mode 0600.
 */
export type Instance = {
  readonly url: string
  readonly version: string
  readonly startedAt: string
  /** True from the moment the start-up is complete. */
  readonly ready: boolean
  readonly supervisor: number
  readonly databaseUrl: string
  readonly natsUrl: string
  readonly processes: Record<string, InstanceProcess>
}

export function readInstance(dataDir: string): Instance | undefined {
  try {
    return JSON.parse(readFileSync(instanceFile(dataDir), 'utf8')) as Instance
  } catch {
    return undefined
  }
}

/** Readers see the old file or the new one, never half of one. */
export function writeInstance(dataDir: string, instance: Instance): void {
  const file = instanceFile(dataDir)
  writeFileSync(`${file}.new`, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export function removeInstance(dataDir: string): void {
  rmSync(instanceFile(dataDir), { force: true })
}

function instanceFile(dataDir: string): string {
  return join(dataDir, 'instance.json')
}
