import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Has Node compile every program once, into its cache: a process that finds its code compiled starts
 * in half the time and needs some 30 MB less, the TypeScript compiler among them. Without settings
 * a program loads all its modules, sees what it lacks, and ends. A warm-up that fails costs nothing
 * but the speed.
 */
export function warmUp({ checkout, node, env }) {
  const programs = readdirSync(join(checkout, 'services')).map((name) => [
    join(checkout, 'services', name, 'src', 'main.ts'),
  ])
  const supervisor = [join(checkout, 'packages', 'cli', 'src', 'main.ts'), 'up']
  const preload = join(checkout, 'packages', 'cli', 'src', 'up', 'give-back-memory.ts')
  const bare = { PATH: env.PATH, HOME: env.HOME, NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE }
  for (const program of [...programs, supervisor]) {
    spawnSync(node, [`--import=${preload}`, ...program], {
      env: { ...bare, PRESSRUN_PORT: 'none' },
      stdio: 'ignore',
      timeout: 20_000,
    })
  }
}
