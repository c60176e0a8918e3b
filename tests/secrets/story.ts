import type { FakePlatforms } from '@pressrun/fake-platforms'
import { watchRun, type Instance } from '../support/index.ts'
import { accountsBehind, wrongCredentials, type Account } from './accounts.ts'
import type { Teller } from './teller.ts'

export type World = {
  readonly instance: Instance
  readonly fakes: FakePlatforms
  /** The URL in front of the fakes. */
  readonly platformsUrl: string
  readonly tell: Teller
  /** Records any other output. */
  readonly note: (text: string) => void
}

export type Connected = Account & { readonly id: string }

/** A Forem accepts no title twice. */
const contentOf = (title: string) => ({ title, body: 'It turns **twice** a day.' })

export const connect = (accounts: readonly Account[], { tell }: World): Promise<Connected[]> =>
  ofMany(accounts, async (account) => {
    const key = { 'idempotency-key': `connect${account.name}` }
    const { status, body } = await tell('POST', '/accounts', account, key)
    if (status !== 201) throw new Error(`no ${account.name}: ${JSON.stringify(body)}`)
    return { ...account, id: body.id }
  })

/** So many failures may open a breaker, which then blocks what is behind it for a minute. */
const triedWithinMs = 150_000

/** Publishes to all, watches it live, and reads everything once each task was tried. */
export async function publish(
  accounts: readonly Connected[],
  title: string,
  world: World,
): Promise<{ id: string; statuses: Map<string, string> }> {
  const { instance, tell, note } = world
  const accountIds = accounts.map(({ id }) => id)
  const order = { content: contentOf(title), accountIds, concurrency: 1_000 }
  const { body: run } = await tell('POST', '/runs', order)
  const statuses = new Map<string, string>()
  const changes = await watchRun(
    instance,
    run.id,
    ({ event, data }) => {
      if (event === 'snapshot') void tell('POST', `/runs/${run.id}/start`)
      const { accountId, status } = data.task ?? {}
      if (accountId && status !== 'running') statuses.set(accountId, status)
      return statuses.size === accounts.length
    },
    triedWithinMs,
  )
  note(JSON.stringify(changes))
  const { body } = await tell('GET', `/runs/${run.id}`)
  await tell('GET', `/runs/${run.id}/failures`)
  await tell('GET', `/tasks?runId=${run.id}&limit=200`)
  await ofMany(body.tasks as { id: string }[], ({ id }) => tell('GET', `/tasks/${id}`))
  return { id: run.id, statuses }
}

export const verify = (accounts: readonly Connected[], { tell }: World) =>
  ofMany(accounts, async ({ id }) => {
    await tell('POST', `/accounts/${id}/verify`)
    await tell('GET', `/accounts/${id}`)
  })

/** The tokens of all turn out expired; then come wrong credentials, then the right ones. */
export async function reconnect(accounts: readonly Connected[], world: World): Promise<void> {
  const { fakes, tell } = world
  // Bluesky's is renewed, and then found expired again.
  for (const { platform } of accounts)
    fakes.faults.next(platform, 'expired-token', { times: platform === 'bluesky' ? 2 : 1 })
  const { statuses } = await publish(accounts, 'Held', world)
  fakes.faults.clear()
  for (const account of accounts) {
    if (statuses.get(account.id) !== 'held') throw new Error(`${account.name} is not held`)
    const path = `/accounts/${account.id}`
    const credentials = wrongCredentials(account)
    if (credentials) {
      const { body } = await tell('PATCH', path, { credentials })
      if (body.state !== 'held') throw new Error(`${account.name} takes wrong credentials`)
    }
    const { body } = await tell('PATCH', path, { credentials: account.credentials })
    if (body.state !== 'active') throw new Error(`${account.name}: ${JSON.stringify(body)}`)
  }
}

/** Invalid requests, with content that must not be repeated. */
export async function blunder(
  foreignKey: string,
  { instance, tell, fakes, platformsUrl }: World,
): Promise<void> {
  const accounts = accountsBehind(platformsUrl, fakes, ' blundered')
  await ofMany(accounts.flatMap(wrongBodies), (body) => tell('POST', '/accounts', body))
  const { adminKey } = instance
  await tell('GET', '/accounts', undefined, { authorization: `Bearer ${foreignKey}` })
  await tell('GET', '/accounts', undefined, { authorization: `Basic ${btoa(`me:${adminKey}`)}` })
  await tell('GET', `/accounts?key=${adminKey}`)
  await tell('GET', `/nowhere?key=${adminKey}`)
}

function wrongBodies(account: Account): unknown[] {
  const { settings, credentials } = account
  const fields = Object.entries(credentials)
  const [[, some] = ['', '']] = fields
  const each = (make: (value: unknown) => unknown) =>
    Object.fromEntries(fields.map(([name, value]) => [name, make(value)]))
  const whole = JSON.stringify(account)
  return [
    { ...account, credential: credentials },
    { ...account, settings: { ...settings, ...credentials } },
    { ...account, credentials: { ...credentials, more: 1 } },
    { ...account, credentials: each((value) => [value]) },
    { ...account, credentials: each((value) => `\n${String(value)}\n`) },
    { ...account, limits: { maxInFlight: some } },
    { ...account, projectId: some },
    { ...account, platform: `${account.platform}s` },
    whole.slice(0, -1),
    whole.replaceAll('":', '"'),
    `${whole}}`,
  ]
}

const atOnce = 50

async function ofMany<From, To>(all: readonly From[], act: (each: From) => Promise<To>) {
  const done: To[] = []
  for (let from = 0; from < all.length; from += atOnce)
    done.push(...(await Promise.all(all.slice(from, from + atOnce).map(act))))
  return done
}
