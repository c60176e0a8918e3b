import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { exclusively } from './exclusively.mjs'
import { findNode, fetchTools, findPnpm } from './tools.mjs'
import { warmUp } from './warm-up.mjs'

/**
 * Makes a fresh checkout runnable with nothing but Node 18 and npm: the right Node, then the
 * dependencies. It runs before anything is installed, hence plain JavaScript without imports of ours.
 * When all is in place it reads a handful of files and no more.
 *
 * @returns {Promise<{ checkout: string, node: string, env: NodeJS.ProcessEnv }>}
 */
export async function bootstrap() {
  const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  const toolchain = join(checkout, '.pressrun', 'toolchain')
  try {
    if (findNode(toolchain) === undefined || !dependenciesAreInstalled(checkout)) {
      mkdirSync(toolchain, { recursive: true })
      // `npm start` and `npm test` may both be the first: one installs, the other waits for it.
      await exclusively(join(toolchain, 'bootstrap.lock'), () => complete(checkout, toolchain))
    }
  } catch (error) {
    process.stderr.write(`pressrun: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
  const node = /** @type {string} */ (findNode(toolchain))
  return { checkout, node, env: environment(node, toolchain) }
}

async function complete(checkout, toolchain) {
  const installed = dependenciesAreInstalled(checkout)
  if (findNode(toolchain) === undefined || (!installed && findPnpm(toolchain) === undefined)) {
    await fetchTools(checkout, toolchain)
  }
  if (installed) return
  const node = findNode(toolchain)
  const env = environment(node, toolchain)
  await installDependencies({ checkout, node, pnpm: findPnpm(toolchain), env })
  warmUp({ checkout, node, env })
}

// Whatever is started by name below here must be this Node too; compiled code is kept for fast starts.
function environment(node, toolchain) {
  return {
    ...process.env,
    PATH: `${dirname(node)}:${process.env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(toolchain, 'compile-cache'),
  }
}
