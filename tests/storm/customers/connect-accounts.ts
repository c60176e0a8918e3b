import type { FakePlatforms } from '@pressrun/fake-platforms'
import type { Caller } from './caller.ts'
import { kinds, maxInFlight, type Kind } from './kinds.ts'

export type Account = {
  readonly id: string
  readonly name: string
  readonly kind: Kind
  readonly credentials: Record<string, unknown>
}

const atOnce = 20

/** Connects so many accounts, of all kinds in turn. */
export async function connectAccounts(
  count: number,
  fakes: FakePlatforms,
  call: Caller,
): Promise<Account[]> {
  const wanted = Array.from({ length: count }, (_, index) => ({
    kind: kinds[index % kinds.length] as Kind,
    number: Math.floor(index / kinds.length) + 1,
  }))
  const accounts: Account[] = []
  while (accounts.length < count) {
    const some = wanted.slice(accounts.length, accounts.length + atOnce)
    accounts.push(
      ...(await Promise.all(some.map(({ kind, number }) => connect(kind, number, fakes, call)))),
    )
  }
  return accounts
}

async function connect(
  kind: Kind,
  number: number,
  fakes: FakePlatforms,
  call: Caller,
): Promise<Account> {
  const { platform, prefix = '', unconfirmedPolicy } = kind
  const name = `${prefix}storm-${platform}-${number}`
  const { settings, credentials } = platform === 'feed' ? feed(name) : fakes.account(platform, name)
  const answer = await call('POST', '/accounts', {
    platform,
    name,
    settings,
    credentials,
    limits: { maxInFlight },
    ...(unconfirmedPolicy && { unconfirmedPolicy }),
  })
  if (answer?.status !== 201) throw new Error(`no account ${name}: ${JSON.stringify(answer?.body)}`)
  return { id: answer.body.id, name, kind, credentials }
}

const feed = (name: string) => ({
  settings: { directory: `feeds/${name}`, title: name },
  credentials: {},
})
