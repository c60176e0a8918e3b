import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { eventually } from '../support/index.ts'

const entry = resolve(import.meta.dirname, '../../services/analytics/src/main.ts')

/** The service in a process of its own, at servers that others may use as well. */
export async function startAnalytics(servers: { url: string; natsUrl: string }) {
  const child = spawn(process.execPath, [entry], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DATABASE_URL: servers.url,
      NATS_URL: servers.natsUrl,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: { level: string; msg: string }[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts.map((line) => JSON.parse(line)))
  })
  const output = (message: string, times = 1) =>
    eventually(() => lines.filter(({ msg }) => msg === message).length >= times, {
      within: 30_000,
      what: `analytics says "${message}"`,
    })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  await output('ready')
  return {
    kill: () => end('SIGKILL'),
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    writes: (times?: number) => output('writes a view', times),
    stopsWriting: () => output('no longer writes a view'),
    /** It logged no warning, except that it was frozen, or the machine busy. */
    isQuiet: () =>
      lines.every(({ level, msg }) => level === 'info' || msg === 'the event loop was blocked'),
    hasWritten: () => lines.some(({ msg }) => msg === 'writes a view'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGCONT')
      await end('SIGTERM')
    },
  }
}
