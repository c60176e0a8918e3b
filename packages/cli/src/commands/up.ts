import { ensureAdminKey, migrate, processMint } from '@pressrun/db'
import { join, resolve } from 'node:path'
import { stopSignal } from '../up/stop-signals.ts'
import { up } from '../up/up.ts'
import { readUpSettings } from '../up/up-settings.ts'
import type { Environment } from './program.ts'

const checkoutDir = resolve(import.meta.dirname, '../../../..')

/** How long the event loop may take to empty when all is stopped; what is open then is a leak. */
const lingerMs = 1_000

export async function upCommand(env: Environment): Promise<void> {
  const impatience = new AbortController()
  const signal = stopSignal(() => {
    impatience.abort()
    setTimeout(() => process.exit(1), lingerMs)
  })
  try {
    await up(readUpSettings(env), {
      checkoutDir,
      servicesDir: env['PRESSRUN_SERVICES_DIR'] ?? join(checkoutDir, 'services'),
      stdout: process.stdout,
      stderr: process.stderr,
      signal,
      impatient: impatience.signal,
      migrate,
      ensureAdminKey: (databaseUrl, key) => ensureAdminKey(databaseUrl, key, processMint()),
      demo: async (instance, print) => (await import('../demo/demo.ts')).runDemo(instance, print),
    })
  } finally {
    setTimeout(() => process.exit(), lingerMs).unref()
  }
}
