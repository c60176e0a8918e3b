import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readInstance } from '../instance-file.ts'
import { OperatorError } from '../operator-error.ts'
import { dataDirOf, type Environment } from '../up/up-settings.ts'
import type { ApiTarget } from './api-client.ts'

export type TargetOptions = { url?: string; key?: string }

/** Where the API is and with which key: options first, then the environment, then the data directory. */
export function findApiTarget(options: TargetOptions, env: Environment): ApiTarget {
  const dataDir = dataDirOf(env)
  const port = env['PRESSRUN_PORT']?.trim()
  const url =
    options.url ??
    (env['PRESSRUN_URL']?.trim() || undefined) ??
    readInstance(dataDir)?.url ??
    `http://127.0.0.1:${port || 8080}`
  const key = options.key ?? (env['PRESSRUN_ADMIN_KEY']?.trim() || undefined) ?? keptKey(dataDir)
  if (key === undefined) {
    throw new OperatorError(
      `no API key: give one with --key or PRESSRUN_ADMIN_KEY, or set PRESSRUN_DATA_DIR to the instance's ` +
        `data directory (there is no admin-key in ${dataDir})`,
    )
  }
  return { url: url.replace(/\/+$/, ''), key }
}

function keptKey(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'admin-key'), 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
