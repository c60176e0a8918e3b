import '@pressrun/lean/give-back-memory'
import { join, resolve } from 'node:path'
import { prepareDatabase } from '../up/prepare-database.ts'
import { publishSample } from '../up/publish-sample.ts'
import { stopSignal } from '../up/stop-signals.ts'
import { up } from '../up/up.ts'
import { readUpSettings, type Environment } from '../up/up-settings.ts'

const checkoutDir = resolve(import.meta.dirname, '../../../..')

const mainFile = join(checkoutDir, 'packages/cli/src/main.ts')

/** How long the event loop may take to empty when all is stopped; anything open then is a leak. */
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
      prepareDatabase: (databaseUrl, adminKey) =>
        prepareDatabase(mainFile, databaseUrl, adminKey, { ...env }),
      demo: (instance, print) =>
        publishSample(mainFile, instance, print, { env: { ...env }, signal }),
    })
  } finally {
    setTimeout(() => process.exit(), lingerMs).unref()
  }
}
