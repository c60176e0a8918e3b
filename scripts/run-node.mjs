import { spawn } from 'node:child_process'
import module from 'node:module'
import { pathToFileURL } from 'node:url'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Becomes the real program. In this very process when its Node will do, because a wrapper would only
 * cost memory; else in a child that shares the terminal.
 */
export async function runNode({ node, env, entry, args }) {
  if (node === process.execPath) {
    Object.assign(process.env, env)
    module.enableCompileCache(env.NODE_COMPILE_CACHE)
    process.argv = [node, entry, ...args]
    await import(pathToFileURL(entry).href)
    return
  }
  process.exitCode = await runChild({ node, env, args: [entry, ...args] })
}

/**
 * The exit code of a Node process that has our terminal. Ctrl-C reaches it directly and, forwarded,
 * once more; a signal sent to us alone reaches it only forwarded. Programs take the echo for what it is.
 */
export async function runChild({ node, env, args }) {
  const child = spawn(node, args, { env, stdio: 'inherit' })
  for (const signal of forwarded) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)))
  })
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1
}
