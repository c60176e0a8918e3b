import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { freePort, readInstance } from '@pressrun/cli'
import { callApi, type Api } from './api.ts'
import { eventually } from './eventually.ts'
import { temporaryDirectory } from './temporary-directory.ts'

export type InstanceOptions = {
  /** A directory to start on; a temporary one, removed in the end, when absent. */
  dataDir?: string
  port?: number
  env?: Record<string, string>
  /** Receives its output, also while it starts. */
  onOutput?: (text: string) => void
}

/** A whole Pressrun, as `npm start` gives it, in processes of its own. */
export type Instance = AsyncDisposable & {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly adminKey: string
  readonly supervisor: ChildProcess
  /** Calls the API with the admin key. */
  readonly api: Api
  /** The pid of `gateway`, `publisher`, `postgres`, `nats` and so on. */
  pidOf(name: string): number
  /** Kills one process as a crash would; resolves when the supervisor has put another in its place. */
  crash(name: string): Promise<void>
  /** Everything written to its standard output and standard error so far. */
  output(): string
  /** Sends the signal and returns the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

const checkout = resolve(import.meta.dirname, '../..')

/** Starts `pressrun up` on a free port and resolves when it reports that it is ready. */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  const temporary = temporaryDirectory()
  const dataDir = options.dataDir ?? temporary.path
  const port = options.port ?? (await freePort())
  const supervisor = spawn(process.execPath, [join(checkout, 'packages/cli/src/main.ts'), 'up'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PRESSRUN_PORT: String(port),
      PRESSRUN_DATA_DIR: dataDir,
      PRESSRUN_DEMO: 'off',
      PRESSRUN_PRIVATE_TARGETS: '127.0.0.1',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ready = Promise.withResolvers<void>()
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      options.onOutput?.(text)
      if (/^pressrun ready /m.test(output)) ready.resolve()
    })
  }
  const exited = new Promise<number | null>((done) => supervisor.once('exit', done))
  const end = (signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> => {
    supervisor.kill(signal)
    return exited
  }
  const dispose = async (): Promise<void> => {
    await end()
    await temporary[Symbol.asyncDispose]()
  }
  try {
    await Promise.race([
      ready.promise,
      exited.then((code) => Promise.reject(new Error(`it ended with ${code}`))),
    ])
  } catch (cause) {
    await dispose()
    throw new Error(`the instance did not start: ${output}`, { cause })
  }
  const url = `http://127.0.0.1:${port}`
  const adminKey =
    options.env?.['PRESSRUN_ADMIN_KEY'] ?? readFileSync(join(dataDir, 'admin-key'), 'utf8').trim()
  const pidOf = (name: string): number => {
    const pid = readInstance(dataDir)?.processes[name]?.pid
    if (pid === undefined) throw new Error(`the instance has no process ${name}`)
    return pid
  }
  return {
    url,
    port,
    dataDir,
    adminKey,
    supervisor,
    pidOf,
    end,
    api: callApi(url, adminKey),
    async crash(name) {
      const before = pidOf(name)
      process.kill(before, 'SIGKILL')
      await eventually(() => pidOf(name) !== before, { within: 30_000, what: `${name} runs again` })
    },
    output: () => output,
    [Symbol.asyncDispose]: dispose,
  }
}
