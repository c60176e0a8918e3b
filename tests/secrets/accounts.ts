import type { FakePlatforms } from '@pressrun/fake-platforms'
import { connectors } from '@pressrun/platforms'

type Named = Readonly<Record<string, unknown>>
export type Account = {
  readonly platform: string
  readonly name: string
  readonly settings: Named
  readonly credentials: Named
}

/** The fakes accept the credentials as this user's: a long name, to be found wherever it appears. */
const owner = 'keeper-of-secrets-0451'

/** Every character that may need an escape and may be in a header. */
const awkward = 'to/ken+"quoted"<&>=100%sure~and,long;enough'

/** An account of each platform, as `base` stands before the fakes. */
export function accountsBehind(base: string, fakes: FakePlatforms, suffix = ''): Account[] {
  return [...connectors.keys()].map((platform) => accountOf(platform, base, fakes, suffix))
}

export function accountOf(
  platform: string,
  base: string,
  fakes: FakePlatforms,
  suffix = '',
): Account {
  const name = `${platform}${suffix}`
  if (platform === 'feed')
    return { platform, name, settings: { directory: 'feeds/a', title: 'A' }, credentials: {} }
  const fake = JSON.stringify(fakes.account(platform, owner)).replaceAll(fakes.url, base)
  const { settings, credentials } = JSON.parse(fake) as Pick<Account, 'settings' | 'credentials'>
  if (platform !== 'webhook') return { platform, name, settings, credentials }
  const headers = { 'x-api-token': awkward, authorization: 'Bearer bearer-of-the-webhook-77' }
  return { platform, name, settings, credentials: { ...credentials, headers } }
}

/** Wrong credentials; undefined where any would be accepted. */
export function wrongCredentials({ platform, credentials }: Account): Named | undefined {
  if (['feed', 'webhook'].includes(platform)) return undefined
  const mark = ['ghost', 'discord'].includes(platform) ? '' : '!'
  return Object.fromEntries(
    Object.entries(credentials).map(([key, value]) => [key, `${String(value)}${mark}${wrong}`]),
  )
}
const wrong = '0badc0de0badc0de0badc0de'

/** All secret parts of some credentials: their texts, and texts worth as much. */
export function secretsOf(credentials: unknown): string[] {
  if (typeof credentials === 'object' && credentials !== null)
    return Object.values(credentials).flatMap(secretsOf)
  const value = String(credentials)
  const bare = value.replace(/^(whsec_|Bearer )/, '')
  const [, half] = /^[\da-f]+:([\da-f]+)$/.exec(bare) ?? []
  const [, token] = /\/webhooks\/\d+\/(.+)$/.exec(bare) ?? []
  return [...new Set([half ?? token ?? bare, bare.replaceAll(' ', '')])]
}
