import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isHttpUrl } from '@pressrun/runtime/server-urls'
import { readInstance } from '../instance-file.ts'
import { OperatorError } from '../operator-error.ts'
import { dataDirOf, type Environment } from '../up/up-settings.ts'
import type { ApiTarget } from './api-client.ts'

export type TargetOptions = { url?: string; key?: string }

/** The API's address and key: options first, then the environment, then the data directory. */
export function findApiTarget(options: TargetOptions, env: Environment): ApiTarget {
  const dataDir = dataDirOf(env)
  const url =
    givenUrl('--url', options.url) ??
    givenUrl('PRESSRUN_URL', env['PRESSRUN_URL']) ??
    readInstance(dataDir)?.url ??
    urlOfPort(env['PRESSRUN_PORT'])
  const found = findKey(options.key, env['PRESSRUN_ADMIN_KEY'], dataDir)
  if (found === undefined) {
    throw new OperatorError(
      `no API key: give one with --key or PRESSRUN_ADMIN_KEY, or set PRESSRUN_DATA_DIR to the instance's ` +
        `data directory (there is no admin-key in ${dataDir})`,
    )
  }
  return { url: url.replace(/(?<!\/)\/+$/, ''), ...found }
}

function givenUrl(name: string, text: string | undefined): string | undefined {
  const url = text?.trim() || undefined
  if (url === undefined || isHttpUrl(url)) return url
  throw new OperatorError(`${name} must look like http://host:8080`)
}

function urlOfPort(text: string | undefined): string {
  const url = `http://127.0.0.1:${text?.trim() || 8080}`
  if (isHttpUrl(url)) return url
  throw new OperatorError('PRESSRUN_PORT is no port: set it to a number from 1 to 65535')
}

type FoundKey = Required<Pick<ApiTarget, 'key' | 'keySource'>>

function findKey(
  option: string | undefined,
  variable: string | undefined,
  dataDir: string,
): FoundKey | undefined {
  const candidates: [source: string, key: string | undefined][] = [
    ['--key', option],
    ['PRESSRUN_ADMIN_KEY', variable?.trim()],
    [join(dataDir, 'admin-key'), storedKey(dataDir)],
  ]
  for (const [keySource, key] of candidates) if (key) return { key, keySource }
  return undefined
}

function storedKey(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'admin-key'), 'utf8').trim()
  } catch {
    return undefined
  }
}
