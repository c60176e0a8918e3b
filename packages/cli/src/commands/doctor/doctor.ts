import { join, resolve } from 'node:path'
import { readInstance, type Instance } from '../../instance-file.ts'
import { liveOwner } from '../../servers/claim.ts'
import { readUpSettings, type Environment } from '../../up/up-settings.ts'
import { checkDatabaseClock, checkWorldClock } from './check-clock.ts'
import { checkDatabase } from './check-database.ts'
import { checkInstance } from './check-instance.ts'
import { checkDataDirectory, checkDisk, checkNode } from './check-machine.ts'
import { checkNats } from './check-nats.ts'
import { checkPort } from './check-ports.ts'
import { checkRestore } from './check-restore.ts'
import { checkRows } from './check-rows.ts'
import { checkSchema } from './check-schema.ts'
import { checkStream } from './check-stream.ts'
import { fail, type Check, type Finding } from './finding.ts'

export type DoctorOptions = { clockUrl: string }

const toolchainDir = resolve(import.meta.dirname, '../../../../../.pressrun/toolchain')

/** Checks everything Pressrun depends on; changes nothing. The exit code is 1 when a check fails. */
export async function doctorCommand(options: DoctorOptions, env: Environment): Promise<void> {
  const checks = checksFor(options, env)
  const findings = await Promise.all(checks.map(findingOf))
  checks.forEach(({ name }, index) => print(name, findings[index] as Finding))
  if (findings.some(({ level }) => level === 'fail')) process.exitCode = 1
}

function checksFor({ clockUrl }: DoctorOptions, env: Environment): Check[] {
  const { dataDir, host, port, path, ...settings } = readUpSettings(env)
  const instance = runningInstance(dataDir)
  const databaseUrl = settings.databaseUrl ?? instance?.databaseUrl
  const natsUrl = settings.natsUrl ?? instance?.natsUrl
  return [
    checkNode(process.versions.node),
    checkDataDirectory(dataDir),
    checkDisk(dataDir),
    checkDatabase(databaseUrl, dataDir),
    checkNats(natsUrl, toolchainDir, path),
    checkPort(host, port, instance?.url),
    ...(databaseUrl === undefined
      ? []
      : [
          checkSchema(databaseUrl),
          checkRestore(databaseUrl),
          checkRows(databaseUrl),
          checkDatabaseClock(databaseUrl, Date.now),
        ]),
    ...(databaseUrl === undefined || natsUrl === undefined
      ? []
      : [checkStream(databaseUrl, natsUrl)]),
    checkWorldClock(clockUrl, Date.now),
    ...(instance === undefined ? [] : [checkInstance(instance)]),
  ]
}

// A supervisor that was killed leaves its file behind; then nothing it names can be relied on.
function runningInstance(dataDir: string): Instance | undefined {
  return liveOwner(join(dataDir, 'supervisor.json')) === undefined
    ? undefined
    : readInstance(dataDir)
}

async function findingOf(check: Check): Promise<Finding> {
  try {
    return await check.run()
  } catch (error) {
    return fail(
      `could not be checked (${(error as Error).message})`,
      'this is a defect or a missing right',
    )
  }
}

function print(name: string, { level, what, advice }: Finding): void {
  const todo = advice === undefined ? '' : `: ${advice}`
  process.stdout.write(`${level.padEnd(4)}  ${name.padEnd(8)}  ${what}${todo}\n`)
}
