import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { OperatorError } from '../operator-error.ts'

/**
 * Migrates in a process of its own: a database client would otherwise stay in the supervisor's memory for good.
 * Returns notes for the operator on success.
 */
export async function prepareDatabase(
  mainFile: string,
  databaseUrl: string,
  adminKey: string,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const child = spawn(process.execPath, [mainFile, 'migrate'], {
    env: { ...env, DATABASE_URL: databaseUrl, PRESSRUN_ADMIN_KEY: adminKey },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  const output = await text(child.stderr)
  if ((await exited) === 0) return output.split('\n').filter((line) => line.startsWith('note: '))
  const reason =
    output
      .trim()
      .replace(/^pressrun: /, '')
      .split('\n')[0] ?? ''
  throw new OperatorError(`the database could not be migrated: ${reason}`)
}
