import type { RouteOptions } from 'fastify'
import type { App } from '../http/app.ts'
import type { HandleProblem } from '../problems/problem-handler.ts'

/**
 * `/openapi.json` and `/docs`. What makes them weighs as much as a service of ours, so it is loaded
 * when somebody asks for the first time; until then only the routes are remembered.
 */
export function openapi(app: App, handleProblem: HandleProblem): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push({ ...route })
  })
  let documentation: Promise<App> | undefined
  const open = async (): Promise<App> => {
    const { documentRoutes } = await import('./document-routes.ts')
    return documentRoutes(routes, handleProblem)
  }
  const opened = () => (documentation ??= open())
  app.addHook('onClose', async () => (await documentation)?.close())

  const hidden = { schema: { hide: true } as object }
  // Anybody may ask, as often as they like, without reading the responses: all are the same bytes, made once.
  let document: Promise<Buffer> | undefined
  const documented = async () => Buffer.from(JSON.stringify((await opened()).swagger()))
  app.get('/openapi.json', hidden, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(await (document ??= documented())),
  )
  for (const url of ['/docs', '/docs/*'])
    app.get(url, hidden, async (request, reply) => {
      const site = await opened()
      reply.hijack()
      site.routing(request.raw, reply.raw)
      return reply
    })
  // A person who opens Pressrun in a browser comes here. Not to be remembered: another page may be the
  // first one in a later version.
  app.get('/', hidden, async (_request, reply) =>
    reply.header('cache-control', 'no-store').redirect('/docs/'),
  )
}
