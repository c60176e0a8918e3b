import { spawn } from 'node:child_process'

/** A service in a process of its own. It is never asked to end: all its ends are violent. */
export type ServiceProcess = AsyncDisposable & {
  /** Rejects when it ended before it was killed. */
  readonly alive: Promise<never>
  /** Resolves when it is dead. */
  kill(): Promise<void>
  /** It stands still until it is thawed, or killed. */
  freeze(): void
  thaw(): void
}

export type Hear = (message: { readonly type: string; readonly taskId?: string }) => void

/** Resolves when it is at work. */
export async function startService(
  entry: string,
  env: Record<string, string>,
  hear?: Hear,
): Promise<ServiceProcess> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, [entry], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => {})
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve()
      ended.reject(new Error(`${entry} ended: ${output}`))
    })
  })
  child.on('message', (message: Parameters<Hear>[0]) => {
    if (message.type === 'ready') ready.resolve()
    else if (message.type !== 'alive') hear?.(message)
  })
  const kill = (): Promise<void> => {
    child.kill('SIGKILL')
    return exited
  }
  await Promise.race([ready.promise, ended.promise])
  return {
    alive: ended.promise,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  }
}
