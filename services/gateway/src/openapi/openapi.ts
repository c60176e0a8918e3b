import type { RouteOptions } from 'fastify'
import type { App } from '../http/app.ts'
import type { HandleProblem } from '../problems/problem-handler.ts'

/**
 * `/openapi.json` and `/docs`. What makes them is as large as a whole service, so it is loaded on the first request;
 * until then only the routes are remembered.
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
  // Open to frequent callers that do not read the responses: all are the same bytes, made once.
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
  // The entry for a person with a browser. Not cacheable: a later version may begin with another page.
  app.get('/', hidden, async (_request, reply) =>
    reply.header('cache-control', 'no-store').redirect('/docs/'),
  )
}
