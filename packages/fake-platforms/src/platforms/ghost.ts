import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Step } from '../steps.ts'
import type { Answer, PlatformFake } from '../platform-fake.ts'
import { createPost, deletePost, showPost, updatePost, type Body } from './ghost/change-posts.ts'
import { badToken, ghostError, notFound } from './ghost/errors.ts'
import { integrationOf, keyOf, refuseToken } from './ghost/keys.ts'
import { listPosts, type ListQuery } from './ghost/list-posts.ts'
import { Posts, type Post } from './ghost/posts.ts'

type Route = { Params: { id: string }; Querystring: ListQuery; Body: Body }

const internal = { type: 'InternalServerError', message: 'An unexpected error occurred.' }
const tooMany = { type: 'TooManyRequestsError', message: 'Too many requests.' }

/** The Admin API of one site, on which every account is an integration. It remembers no request. */
export const ghost: PlatformFake = {
  platform: 'ghost',
  account: (adminUrl, name) => ({
    settings: { adminUrl },
    credentials: { adminApiKey: keyOf(name) },
  }),
  rateLimited: (seconds) => ({
    ...ghostError(429, tooMany),
    ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
  }),
  unauthorized: () => badToken('jwt expired'),
  failed: () => ghostError(500, internal),
  errorBody: () => ({ ...ghostError(500, internal), status: 200 }),

  routes(app, world) {
    const posts = new Posts(world.ledger, world.now)
    const answer = (
      step: Step,
      request: FastifyRequest<Route>,
      reply: FastifyReply,
      act: (place: { author: string; site: string; body: Body }) => Answer,
    ) => {
      const { authorization } = request.headers
      const author = integrationOf(authorization)
      const site = `http://${request.host}/ghost`
      return world.answer(ghost, { account: author, step }, request, reply, () => {
        const refusal = refuseToken(authorization, world.now())
        return refusal ?? act({ author, site, body: request.body })
      })
    }
    const api = '/ghost/api/admin'

    app.get(`${api}/site/`, (request) => ({
      site: { title: 'A fake Ghost', url: `http://${request.host}/ghost/`, version: '5.130' },
    }))
    app.get<Route>(`${api}/posts/`, (request, reply) =>
      answer('look', request, reply, ({ site }) =>
        listPosts(posts.all, request.query, (post) => pick(post, site, request.query.fields)),
      ),
    )
    app.get<Route>(`${api}/posts/:id/`, (request, reply) =>
      answer('look', request, reply, ({ site }) => {
        const post = posts.find(request.params.id)
        if (post === undefined) return notFound('read post')
        return { status: 200, body: { posts: [pick(post, site, request.query.fields)] } }
      }),
    )
    app.post<Route>(`${api}/posts/`, (request, reply) =>
      answer(stepOf(request.body), request, reply, (place) =>
        createPost({ posts, ...place }, request.query.source),
      ),
    )
    app.put<Route>(`${api}/posts/:id/`, (request, reply) =>
      answer(stepOf(request.body), request, reply, (place) =>
        updatePost({ posts, ...place }, request.params.id, request.query.source),
      ),
    )
    app.delete<Route>(`${api}/posts/:id/`, (request, reply) =>
      answer('draft', request, reply, (place) =>
        deletePost({ posts, ...place }, request.params.id),
      ),
    )
  },
}

const stepOf = (body: Body): Step =>
  body?.posts?.[0]?.['status'] === 'published' ? 'publish' : 'draft'

/** `fields` applies where posts are read, and nowhere else. */
function pick(post: Post, site: string, fields: string | undefined): object {
  const shown = showPost(post, site)
  if (fields === undefined) return shown
  const names = fields.split(',')
  return Object.fromEntries(Object.entries(shown).filter(([name]) => names.includes(name)))
}
