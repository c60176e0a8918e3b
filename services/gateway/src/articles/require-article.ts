import { findArticle, type FoundArticle } from '@pressrun/queries'
import type { ArticleId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireArticle({ database }: Gateway, id: ArticleId): Promise<FoundArticle> {
  const row = await findArticle(database, id)
  if (!row) throw new Problem('article-not-found')
  return row
}
