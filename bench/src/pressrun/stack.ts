import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from '@pressrun/cli'

/** A whole Pressrun, started like any other. */
export type Stack = {
  readonly url: string
  readonly pid: number
  readonly startUpSeconds: number
  readonly instance: { readonly databaseUrl: string; readonly supervisor: number }
  stop(): Promise<void>
}

export const ADMIN_KEY = 'prk_bench0000000000000000000000000000000000'

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url))
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000

type Command = readonly [string, ...string[]]

/** Without npm in between, for runs that measure the stack alone. */
export const DIRECTLY: Command = directlyFrom(CHECKOUT)
export const NPM_START: Command = ['npm', 'start', '--silent']

/** For any checkout whose dependencies are installed. */
export function directlyFrom(checkout: string): Command {
  return [process.execPath, join(checkout, 'scripts/pressrun.mjs'), 'up']
}

/** Resolves when the stack reports that it is ready. */
export async function startStack(
  [command, ...args]: Command,
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Stack> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(command, args, {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PRESSRUN_PORT: String(port),
      PRESSRUN_DATA_DIR: dataDir,
      PRESSRUN_DEMO: 'off',
      PRESSRUN_ADMIN_KEY: ADMIN_KEY,
      PRESSRUN_PRIVATE_TARGETS: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...environment,
    },
  })
  const exited = once(child, 'exit')
  const said: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    const fail = () => reject(new Error(`pressrun did not get ready: ${said.join(' / ')}`))
    const timer = setTimeout(fail, START_TIMEOUT_MS)
    void exited.then(fail)
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line)
      const ready = /^pressrun ready (\S+)$/.exec(line)
      if (ready?.[1] === undefined) return
      clearTimeout(timer)
      resolve(ready[1])
    })
  }).catch((error: unknown) => {
    child.kill('SIGTERM')
    throw error
  })
  const startUpSeconds = (performance.now() - startedAt) / 1000
  const instance = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'))
  return {
    url,
    startUpSeconds,
    instance,
    pid: child.pid ?? 0,
    async stop() {
      // The supervisor itself is signalled: npm does not always pass a signal on.
      process.kill(instance.supervisor, 'SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await exited
      clearTimeout(killer)
    },
  }
}
