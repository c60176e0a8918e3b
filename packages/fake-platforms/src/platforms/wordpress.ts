import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Step } from '../steps.ts'
import type { Answer, PlatformFake } from '../platform-fake.ts'
import {
  createPost,
  deletePost,
  showPost,
  updatePost,
  type Body,
} from './wordpress/change-posts.ts'
import { notLoggedIn, wpError } from './wordpress/errors.ts'
import { listPosts, type ListQuery } from './wordpress/list-posts.ts'
import { Posts, sanitizeSlug } from './wordpress/posts.ts'
import { Tags } from './wordpress/tags.ts'
import { passwordOf, userOf, type User } from './wordpress/users.ts'

type Query = ListQuery & { force?: string; search?: string }
type Route = { Params: { id: string }; Querystring: Query; Body: Body }

/** From the search for a free slug to the insertion. */
const betweenMs = 3

const critical = 'There has been a critical error on this website.'

/** The REST API of one site, on which every account is an author. It remembers no request. */
export const wordpress: PlatformFake = {
  platform: 'wordpress',
  account: (siteUrl, username) => ({
    settings: { siteUrl, username },
    credentials: { applicationPassword: passwordOf(username) },
  }),
  // WordPress itself has no limits: the proxy before it does, and responds in HTML.
  rateLimited: (seconds) => ({
    status: 429,
    headers: {
      'content-type': 'text/html',
      ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    },
    body: '<html><body><h1>429 Too Many Requests</h1></body></html>',
  }),
  unauthorized: () => notLoggedIn('rest_cannot_create'),
  failed: () => wpError(500, 'internal_server_error', critical),
  // A PHP error after the headers are out.
  errorBody: () => ({ ...wpError(500, 'internal_server_error', critical), status: 200 }),

  routes(app, world) {
    const posts = new Posts(world.ledger, world.now)
    const tags = new Tags()
    const answer = (
      step: Step,
      request: FastifyRequest<Route>,
      reply: FastifyReply,
      act: (user: User, site: string) => Answer,
    ) => {
      const user = userOf(request.headers)
      const account = user.name || 'nobody'
      return world.answer(wordpress, { account, step }, request, reply, () =>
        pick(act(user, `http://${request.host}/wordpress`), request.query._fields),
      )
    }
    const api = '/wp-json/wp/v2'

    app.get<Route>(`${api}/users/me`, (request, reply) =>
      answer('look', request, reply, (user, site) => showUser(user, site)),
    )
    app.get<Route>(`${api}/tags`, (request, reply) =>
      answer('look', request, reply, () => tags.search(request.query.search ?? '')),
    )
    app.post<Route & { Body: { name?: unknown } | null }>(`${api}/tags`, (request, reply) =>
      answer('draft', request, reply, (user) =>
        user.isLoggedIn ? tags.create(request.body?.name) : notLoggedIn('rest_cannot_create'),
      ),
    )
    app.get<Route>(`${api}/posts`, (request, reply) =>
      answer('look', request, reply, (user, site) =>
        listPosts(posts.all, request.query, user, (post) => showPost(post, site)),
      ),
    )
    app.post<Route>(`${api}/posts`, async (request, reply) => {
      const { body } = request
      // WordPress searches for a free slug first and inserts later: a concurrent search finds it free.
      const wanted = typeof body?.slug === 'string' ? sanitizeSlug(body.slug) : ''
      const slug = wanted && posts.freeSlug(wanted)
      await wait(betweenMs)
      const step = body?.status === 'publish' ? 'publish' : 'draft'
      return answer(step, request, reply, (user, site) =>
        createPost({ posts, user, body, site }, slug),
      )
    })
    app.post<Route>(`${api}/posts/:id`, (request, reply) => {
      const { body, params } = request
      const step = body?.status === 'publish' ? 'publish' : 'draft'
      return answer(step, request, reply, (user, site) =>
        updatePost({ posts, user, body, site }, Number(params.id)),
      )
    })
    app.delete<Route>(`${api}/posts/:id`, (request, reply) => {
      const force = request.query.force === 'true'
      return answer('draft', request, reply, (user, site) =>
        deletePost({ posts, user, body: null, site }, Number(request.params.id), force),
      )
    })
    app.setNotFoundHandler((_request, reply) => {
      const { status, body } = wpError(404, 'rest_no_route', 'No route was found.')
      return reply.code(status).send(body)
    })
  },
}

function showUser(user: User, site: string): Answer {
  if (!user.isLoggedIn) return notLoggedIn('rest_not_logged_in')
  const capabilities = { edit_posts: true, ...(user.mayPublish && { publish_posts: true }) }
  const link = `${site}/author/${encodeURIComponent(user.name)}/`
  return { status: 200, body: { id: 1, name: user.name, link, capabilities } }
}

/** `_fields` leaves out all else. */
function pick(answer: Answer, fields: string | undefined): Answer {
  if (fields === undefined || answer.status >= 400) return answer
  const names = fields.split(',')
  const one = (body: object) =>
    Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)))
  const { body } = answer
  return { ...answer, body: Array.isArray(body) ? body.map(one) : one(Object(body)) }
}
