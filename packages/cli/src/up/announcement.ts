import { relative } from 'node:path'
import { version } from '../version.ts'
import type { OperatorOutput } from './operator-output.ts'
import type { UpSettings } from './up-settings.ts'

export type StartUp = {
  readonly settings: UpSettings
  readonly url: string
  readonly seconds: number
}

/** The few lines printed for the person who starts Pressrun. */
export function printStartUp(output: OperatorOutput, { settings, url, seconds }: StartUp): void {
  const { dataDir } = settings
  output.print(
    `Pressrun ${version} on Node ${process.versions.node}, up in ${seconds.toFixed(1)} s`,
  )
  output.print(`  api      ${url}/api/v1, described at ${url}/docs`)
  output.print(`  data     ${dataDir} (logs in ${shown(dataDir)}/logs)`)
  if (settings.databaseUrl !== undefined)
    output.print(`  postgres ${hostOf(settings.databaseUrl)} (yours)`)
  if (settings.natsUrl !== undefined) output.print(`  nats     ${hostOf(settings.natsUrl)} (yours)`)
}

/** The key that was made just now: printed before anything can fail, as it is shown once. */
export function printAdminKey(output: OperatorOutput, dataDir: string, key: string): void {
  output.print(`  key      ${key}`)
  output.print(
    `           the admin key, shown this once; it is kept in ${shown(dataDir)}/admin-key`,
  )
}

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere
}

// A URL may contain a password, which must not be on a screen.
function hostOf(url: string): string {
  const isUrl = url.includes('://') && URL.canParse(url)
  return isUrl ? new URL(url).host : (url.split('@').at(-1) ?? '')
}
