import { changeArticle as change } from '@pressrun/db/queries'
import { toInstant } from '@pressrun/events'
import { toArticleDetail } from '../answers/article.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { articleChange, articleDetail } from '../schemas/article.ts'
import { idParam, ids } from '../api/ids.ts'
import { etagOf, expectedVersion, ifMatch } from '../api/versions.ts'
import { existingArticle, externalIdTaken } from './articles.ts'

export function changeArticle(app: App, gateway: Gateway): void {
  const { database, now } = gateway
  app.route({
    method: 'PATCH',
    url: '/articles/:id',
    schema: {
      operationId: 'changeArticle',
      summary: 'Edit an article; runs that were made keep what they publish',
      tags: ['articles'],
      params: idParam(ids.article),
      headers: ifMatch,
      body: articleChange,
      response: { 200: articleDetail },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const version = expectedVersion(request.headers['if-match'])
      await existingArticle(gateway, id)
      const { externalId, ...given } = request.body
      const changes = {
        ...withoutAbsent(given),
        ...(externalId === undefined ? {} : { external_id: externalId }),
      }
      const at = toInstant(now())
      const row = await change(database, id, changes, at, version).catch(externalIdTaken)
      if (!row) throw new Problem('version-mismatch')
      return reply.header('etag', etagOf(row.version)).send(await toArticleDetail(row, database))
    },
  })
}

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

const withoutAbsent = <T extends object>(given: T): Partial<Present<T>> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
    Present<T>
  >
