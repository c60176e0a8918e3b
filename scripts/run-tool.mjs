import { spawn } from 'node:child_process'
import { say } from './say.mjs'

/** How often it is said that the tool still works. */
const stillEveryMs = 10_000

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a tool quietly. When it fails, the error says in one line what failed, why and what to do. When we
 * are stopped the tool ends first: npm, left to itself, tidies up for seconds, under the hands of a next start.
 */
export async function runTool({ what, advice, command, args, cwd, env }) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-20_000)))
  }
  const startedAt = Date.now()
  const still = setInterval(() => {
    say(`still at it after ${Math.round((Date.now() - startedAt) / 1_000)} s (${what}) ...`)
  }, stillEveryMs)
  /** @type {string | undefined} */
  let stoppedBy
  const stop = (signal) => {
    stoppedBy = signal
    child.kill('SIGKILL')
  }
  for (const signal of stopSignals) process.on(signal, stop)
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) =>
      resolve(code === 0 ? undefined : (reasonIn(said) ?? `exit code ${code}`)),
    )
  })
  clearInterval(still)
  for (const signal of stopSignals) process.off(signal, stop)
  if (stoppedBy !== undefined) throw new Error(`stopped by ${stoppedBy} before it could ${what}`)
  if (failure !== undefined) throw new Error(`could not ${what} (${failure}): ${advice(failure)}`)
}

// npm and pnpm both say much; the lines with their error marks are the ones that matter.
function reasonIn(said) {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const marked = lines.filter((line) =>
    /^npm (ERR!|error)|ERR_PNPM|^\[?ERROR|ENOTFOUND|EACCES|ENOSPC|CERT_|_CERT/.test(line),
  )
  const reason =
    marked.find((line) => !/A complete log|code E|npm \S+ (syscall|path|errno|dest) /.test(line)) ??
    marked[0] ??
    lines.at(-1)
  return reason?.slice(0, 300)
}
