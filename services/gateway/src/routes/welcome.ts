import type { App } from '../http/app.ts'

/** A person who opens Pressrun in a browser comes to the description of its API. */
export function welcome(app: App): void {
  const hidden = { schema: { hide: true } as object }
  // Not to be remembered: another page may be the first one in a later version.
  app.get('/', hidden, async (_request, reply) =>
    reply.header('cache-control', 'no-store').redirect('/docs/'),
  )
}
