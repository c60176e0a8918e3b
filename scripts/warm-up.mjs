import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { supervisorFlags } from './supervisor-flags.mjs'

/**
 * Has Node compile every program once, into its cache: a process that finds its code compiled starts
 * in half the time and needs some 30 MB less, the TypeScript compiler among them. Without settings
 * a program loads all its modules, sees what it lacks, and ends. A warm-up that fails costs nothing
 * but the speed.
 */
export function warmUp({ checkout, node, env }) {
  const services = readdirSync(join(checkout, 'services')).map((name) => [
    join(checkout, 'services', name, 'src', 'main.ts'),
  ])
  const cli = join(checkout, 'packages', 'cli', 'src')
  const main = join(cli, 'main.ts')
  const programs = [
    ...services,
    [...supervisorFlags, main, 'up'],
    [main, 'migrate'],
    ['--eval', loadedLater(checkout)],
  ]
  const bare = { PATH: env.PATH, HOME: env.HOME, NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE }
  const lean = join(checkout, 'packages', 'lean', 'src')
  for (const program of programs) {
    spawnSync(node, [`--import=${join(lean, 'give-back-memory.ts')}`, ...program], {
      cwd: checkout,
      env: { ...bare, PRESSRUN_PORT: 'none', PRESSRUN_DATA_DIR: join(checkout, 'nowhere') },
      stdio: 'ignore',
      timeout: 20_000,
    })
  }
}

/** What programs load only when they need it, but nearly always do. */
function loadedLater(checkout) {
  const url = (...path) => JSON.stringify(pathToFileURL(join(checkout, 'packages', ...path)).href)
  return `import(${url('cli', 'src', 'demo', 'demo.ts')})
    .then(() => import(${url('platforms', 'src', 'feed', 'render-files.ts')}))
    .then(() => import(${url('outbound', 'src', 'index.ts')}))
    .then(({ createOutbound }) => createOutbound({ privateTargets: [] })[Symbol.asyncDispose]())`
}
