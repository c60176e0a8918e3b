import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

type Message = { readonly type: string } & { readonly [name: string]: unknown }

/** A Node process of the bench's own that has reported it is ready. */
export type Child = {
  readonly pid: number
  readonly ready: Message
  onMessage(listener: (message: Message) => void): void
  /** Sends a message and waits for the one that answers it. */
  ask(message: Message, answerType: string): Promise<Message>
  stop(): Promise<void>
}

const STOP_TIMEOUT_MS = 10_000

/** Starts a module as its own process; `config` reaches it as JSON in its first argument. */
export async function startChild(module: URL, config: object): Promise<Child> {
  const child = spawn(process.execPath, [fileURLToPath(module), JSON.stringify(config)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const exited = once(child, 'exit')
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as Message),
    exited.then(([code]) => {
      throw new Error(`${module.pathname} ended with ${code} before it was ready`)
    }),
  ])
  return {
    pid: child.pid ?? 0,
    ready,
    onMessage: (listener) => void child.on('message', (message) => listener(message as Message)),
    ask(message, answerType) {
      return new Promise((resolve) => {
        const listener = (answer: unknown) => {
          if ((answer as Message).type !== answerType) return
          child.off('message', listener)
          resolve(answer as Message)
        }
        child.on('message', listener)
        child.send(message)
      })
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (child.connected) child.disconnect()
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await exited
      clearTimeout(killer)
    },
  }
}
