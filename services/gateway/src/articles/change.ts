import { changeArticle as change } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { etag, expectedVersion, idParam, ids, ifMatch, ok, operation } from '../api/index.ts'
import { ifViolated } from '../problems/catching.ts'
import { Problem } from '../problems/problem.ts'
import { requireArticle } from './require-article.ts'
import { toArticleDetail } from './response.ts'
import { articleChange, articleDetail } from './schema.ts'

export const changeArticle = operation({
  method: 'PATCH',
  path: '/articles/:id',
  tag: 'articles',
  summary: 'Edit an article; runs that were made keep what they publish',
  params: idParam(ids.article),
  headers: ifMatch,
  body: articleChange,
  responses: { 200: articleDetail },
  handler: async (gateway, request) => {
    const { database, now } = gateway
    const { id } = request.params
    const version = expectedVersion(request.headers['if-match'])
    await requireArticle(gateway, id)
    const { externalId, ...given } = request.body
    const changes = {
      ...withoutAbsent(given),
      ...(externalId === undefined ? {} : { externalId }),
    }
    const row = await change(database, id, changes, toInstant(now()), version).catch(
      ifViolated('articles_external_id', 'external-id-taken'),
    )
    if (!row) throw new Problem('version-mismatch')
    return ok(await toArticleDetail(row, database), etag(row))
  },
})

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

const withoutAbsent = <T extends object>(given: T): Partial<Present<T>> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
    Present<T>
  >
