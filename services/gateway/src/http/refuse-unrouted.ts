import type { FastifyRequest, RouteOptions } from 'fastify'
import { Problem } from '../problems/problem.ts'
import type { App } from './app.ts'

type Route = { readonly methods: readonly string[]; readonly segments: readonly string[] }

/**
 * Refuses what no route matches, before its body is read: 405 with the methods of the path (RFC 9110, section 15.5.6),
 * else 404. Register it before the routes.
 */
export function refuseUnrouted(app: App): void {
  const routes: Route[] = []
  app.addHook('onRoute', ({ method, url }: RouteOptions) => {
    routes.push({ methods: [method].flat(), segments: segmentsOf(url) })
  })
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw unrouted(request, routes)
  })
  app.setNotFoundHandler(() => {
    throw new Problem('route-not-found')
  })
}

function unrouted({ method, url }: FastifyRequest, routes: readonly Route[]): Problem {
  const allowed = allowedMethods(routes, url.split('?', 1)[0] ?? '/')
  if (allowed.length === 0) return new Problem('route-not-found')
  const allow = allowed.join(', ')
  return new Problem('method-not-allowed', {
    detail: `${method} is not among the methods of this path: ${allow}.`,
    headers: { allow },
  })
}

function allowedMethods(routes: readonly Route[], path: string): string[] {
  const asked = segmentsOf(path)
  const matching = routes.filter(({ segments }) => matches(segments, asked))
  return [...new Set(matching.flatMap(({ methods }) => methods))].toSorted()
}

function matches(pattern: readonly string[], asked: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*'
  const fixed = isOpen ? pattern.slice(0, -1) : pattern
  if (isOpen ? asked.length < fixed.length : asked.length !== fixed.length) return false
  return fixed.every((part, i) => (part.startsWith(':') ? asked[i] !== '' : part === asked[i]))
}

const segmentsOf = (path: string): string[] => path.split('/')
