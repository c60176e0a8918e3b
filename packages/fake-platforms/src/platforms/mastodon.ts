import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Step } from '../steps.ts'
import type { Answer, PlatformFake, World } from '../platform-fake.ts'
import { showInstance, showInstanceV1, showNodeinfo, showWellKnown } from './mastodon/instance.ts'
import { idOf, ignoresKeys, isAtSnac, isRevokedAtSnac, nameOf, tokenOf } from './mastodon/names.ts'
import { RateLimit } from './mastodon/rate-limit.ts'
import { showStatus, statusUrl } from './mastodon/show-status.ts'
import { Statuses, type Status } from './mastodon/statuses.ts'
import { refuseStatus } from './mastodon/validate.ts'
import type { Visitor } from './mastodon/visitor.ts'

/** snac2 has no message for a wrong token where the account is requested. */
const refuseToken = ({ headers, method }: FastifyRequest): Answer =>
  method === 'GET' && isRevokedAtSnac(headers.authorization)
    ? { status: 422 }
    : mastodon.unauthorized()

type Act = (visitor: Visitor) => Answer

const pageMax = 40
const snacListMax = 256
const failed = (status: number, error: string): Answer => ({ status, body: { error } })
const notFound = failed(404, 'Record not found')

/** A status with a key that was used in the last hour is the one that was posted with it. */
export const mastodon: PlatformFake = {
  platform: 'mastodon',
  account: (baseUrl, name) => ({
    settings: {
      instanceUrl: baseUrl,
      ...(!isAtSnac(name) && { idempotencyKeys: ignoresKeys(name) ? 'ignored' : 'honoured' }),
    },
    credentials: { accessToken: tokenOf(name) },
  }),
  rateLimited: (seconds) => ({
    ...failed(429, 'Too many requests'),
    ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
  }),
  unauthorized: () => failed(401, 'The access token is invalid'),
  failed: () => failed(500, 'Internal Server Error'),
  errorBody: () => ({ status: 200, body: { error: 'Something went wrong' } }),
  routes,
}

function routes(app: FastifyInstance, world: World): void {
  const statuses = new Statuses()
  const limit = new RateLimit()

  const answer = (step: Step, act: Act) => (request: FastifyRequest, reply: FastifyReply) => {
    const account = nameOf(request.headers.authorization)
    const hit = { account: account ?? '', step }
    return world.answer(mastodon, hit, request, reply, () => {
      if (account === undefined) return refuseToken(request)
      const { isExhausted, headers } = limit.take(account, world.now())
      const baseUrl = `http://${request.headers.host}/mastodon`
      const result = isExhausted
        ? mastodon.rateLimited(undefined)
        : act({ account, baseUrl, request })
      return { ...result, headers: { ...headers, ...result.headers } }
    })
  }

  app.get('/.well-known/nodeinfo', answer('look', showWellKnown))
  app.get('/nodeinfo/2.0', answer('look', showNodeinfo))
  app.get('/api/v1/instance', answer('look', showInstanceV1))
  app.get('/api/v2/instance', answer('look', showInstance))
  app.get('/api/v1/accounts/verify_credentials', answer('look', showIdentity))
  app.post(
    '/api/v1/statuses',
    answer('publish', (visitor) => post(visitor, statuses, world)),
  )
  app.get(
    '/api/v1/accounts/:id/statuses',
    answer('look', (visitor) => list(visitor, statuses)),
  )
  app.get(
    '/api/v1/statuses/:id',
    answer('look', (visitor) => show(visitor, statuses)),
  )
  app.get(
    '/api/v1/statuses/:id/source',
    answer('look', (visitor) => source(visitor, statuses)),
  )
  app.delete(
    '/api/v1/statuses/:id',
    answer('look', (visitor) => remove(visitor, statuses, world)),
  )
}

function showIdentity({ account, baseUrl }: Visitor): Answer {
  const url = `${baseUrl}/@${encodeURIComponent(account)}`
  return { status: 200, body: { id: idOf(account), username: account, acct: account, url } }
}

type NewStatus = { status?: unknown; visibility?: unknown } | null

function post(visitor: Visitor, statuses: Statuses, world: World): Answer {
  const { account, request } = visitor
  const header = request.headers['idempotency-key']
  const key = ignoresKeys(account) || typeof header !== 'string' ? undefined : header
  const firstId = key === undefined ? undefined : statuses.idOf(account, key, world.now())
  if (firstId !== undefined) return shown(visitor, statuses.find(firstId))
  const { status, visibility = 'public' } = (request.body as NewStatus) ?? {}
  const text = typeof status === 'string' ? status.trim() : ''
  const refusal = refuseStatus(text, String(visibility))
  if (refusal) return refusal
  const added = statuses.add(account, text, String(visibility), world.now())
  if (key !== undefined) statuses.remember(account, key, added.id, world.now())
  const { id, at } = added
  const url = statusUrl(added, visitor.baseUrl)
  world.ledger.publish({ platform: 'mastodon', account, id, text, url, at })
  return shown(visitor, added)
}

function shown({ account, baseUrl }: Visitor, status: Status | undefined): Answer {
  if (status === undefined) return notFound
  return { status: 200, body: showStatus(status, baseUrl, idOf(account)) }
}

function list(visitor: Visitor, statuses: Statuses): Answer {
  const { account, baseUrl, request } = visitor
  if (idIn(request) !== idOf(account)) return notFound
  const { limit = '20', max_id } = request.query as { limit?: string; max_id?: string }
  // snac2 has neither limits nor pages.
  const isWhole = isAtSnac(account)
  const size = isWhole ? snacListMax : Math.min(Number(limit), pageMax)
  const page = statuses
    .of(account, isWhole ? undefined : max_id)
    .filter(isListed(account))
    .slice(0, size)
  const next = `${baseUrl}/api/v1/accounts/${idOf(account)}/statuses?max_id=${page.at(-1)?.id}`
  return {
    status: 200,
    ...(page.length === size && { headers: { link: `<${next}>; rel="next"` } }),
    body: page.map((status) => showStatus(status, baseUrl, idOf(account))),
  }
}

/** snac2 lists non-public statuses to no one, not even to their author. */
const isListed =
  (account: string) =>
  ({ visibility }: Status) =>
    !isAtSnac(account) || visibility === 'public' || visibility === 'unlisted'

const show = (visitor: Visitor, statuses: Statuses): Answer =>
  shown(visitor, own(visitor, statuses))

function source(visitor: Visitor, statuses: Statuses): Answer {
  const status = own(visitor, statuses)
  if (status === undefined) return notFound
  return { status: 200, body: { id: status.id, text: status.text, spoiler_text: '' } }
}

function remove(visitor: Visitor, statuses: Statuses, world: World): Answer {
  const status = own(visitor, statuses)
  if (status === undefined) return notFound
  status.removed = true
  world.ledger.remove('mastodon', status.id, world.now())
  return shown(visitor, status)
}

function own({ account, request }: Visitor, statuses: Statuses): Status | undefined {
  const status = statuses.find(idIn(request))
  return status?.account === account ? status : undefined
}

const idIn = (request: FastifyRequest) => (request.params as { id: string }).id
