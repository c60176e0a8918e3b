import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import type { Instance } from '../support/index.ts'

const mainFile = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')

type Secrets = { readonly secretKey: string; readonly foreignPassword: string }

/** The output of commands that know a secret: failing ones must print why. */
export async function runCommands(
  { dataDir, url, adminKey }: Instance,
  { secretKey, foreignPassword }: Secrets,
): Promise<string> {
  const nobody = '127.0.0.1:9'
  const env = { PRESSRUN_DATA_DIR: dataDir, PRESSRUN_ADMIN_KEY: adminKey }
  const all = await Promise.all([
    output(['doctor', '--clock-url', url], env),
    output(['migrate'], { ...env, DATABASE_URL: `postgres://u:${foreignPassword}@${nobody}/x` }),
    output(['rotate-key'], { ...env, PRESSRUN_SECRET_KEY: secretKey }),
    output(['up'], { ...env, PRESSRUN_SECRET_KEY: secretKey }),
    output(['task', 'retry', 'task_none', '--url', url], env),
    output(['run', 'show', 'run_none', '--url', `http://${nobody}`], env),
  ])
  return all.join('\n')
}

/** Runs `pressrun` and returns all its output, whatever its exit code. */
function output(args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [mainFile, ...args],
      {
        env: {
          PATH: process.env['PATH'],
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          ...env,
        },
      },
      (_error, stdout, stderr) => done(`${args[0]}:\n${stdout}${stderr}`),
    )
  })
}
