import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ProcessOptions } from './process.ts'

type LogEvent = Readonly<Record<string, unknown>>

export type ProgramOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly options?: ProcessOptions
  /** With an IPC channel, as the supervisor starts its services. */
  readonly supervised?: boolean
}

const environment = {
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  DATABASE_URL: 'postgres://u:pw@127.0.0.1/x',
  NATS_URL: 'nats://127.0.0.1',
}

/** Runs `main` (the body of an async function of `context`) by runProcess, in a process of its own. */
export function runProgram(main: string, { env, options, supervised }: ProgramOptions = {}) {
  const source = `
    import { z } from 'zod'
    import { processSettings } from './src/process-settings.ts'
    import { CannotStart, runProcess } from './src/process.ts'
    import { traced } from './src/span.ts'
    import { aborted } from './src/timing.ts'
    const main = async (context) => { ${main} }
    await runProcess('demo', z.object(processSettings), main, ${JSON.stringify(options ?? {})})
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: `${import.meta.dirname}/..`,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(supervised ? ['ipc' as const] : [])],
  })
  const gone = new AbortController()
  child.once('exit', () => gone.abort())
  const events: LogEvent[] = []
  const received: unknown[] = []
  const announced = Promise.withResolvers<unknown>()
  let errorText = ''
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  output.on('line', (line) => {
    const event = JSON.parse(line) as LogEvent
    events.push(event)
    if (event['msg'] === 'ready' && !supervised) announced.resolve(event)
  })
  child.stderr?.on('data', (chunk) => (errorText += String(chunk)))
  child.on('message', (message) => {
    received.push(message)
    announced.resolve(message)
  })
  // All of its output has to be read as well; 'close' would wait for it, but does not come after a disconnect.
  const ended = Promise.all([
    once(child, 'exit'),
    once(output, 'close'),
    once(child.stderr as NodeJS.ReadableStream, 'close'),
  ])
  const exit = ended.then(([[code, signal]]) => {
    announced.reject(new Error(`ended with ${String(code ?? signal)}: ${errorText}`))
    return { code, signal }
  })
  announced.promise.catch(() => {})

  return {
    ready: announced.promise,
    exit,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    disconnect: () => child.disconnect(),
    events: () => events,
    event: (message: string) => events.find(({ msg }) => msg === message),
    messages: () => events.map(({ msg }) => msg),
    errorText: () => errorText,
    async logged(wanted: string): Promise<void> {
      while (!events.some(({ msg }) => msg === wanted)) await once(output, 'line', gone)
    },
    async message(wanted: unknown): Promise<void> {
      while (!received.includes(wanted)) await once(child, 'message', gone)
    },
    async heard(isWanted: (message: LogEvent) => boolean): Promise<void> {
      while (!received.some((message) => isWanted(message as LogEvent)))
        await once(child, 'message', gone)
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await exit
    },
  }
}
