import { query, type Statement } from './table/query.ts'
import { createHash } from 'node:crypto'
import type { ArticleContent } from './article-content.ts'
import { canonicalJson } from '@pressrun/events'
import type { Database } from './database.ts'

/**
 * The stored content of a run: once, under the SHA-256 of its canonical JSON. The statement belongs in the transaction
 * that creates the run.
 */
export function keepSnapshot(content: object): { sha256: string; statement: Statement } {
  const json = canonicalJson(content)
  const sha256 = createHash('sha256').update(json).digest('hex')
  return {
    sha256,
    statement: {
      text: 'insert into snapshots (sha256, content) values ($1, $2) on conflict do nothing',
      values: [sha256, json],
    },
  }
}

/** The stored content of a run or a schedule. */
export async function readSnapshot(
  { pool }: Database,
  sha256: string,
): Promise<ArticleContent | undefined> {
  const rows = await query<{ content: ArticleContent }>(
    pool,
    'select content from snapshots where sha256 = $1',
    [sha256],
  )
  return rows[0]?.content
}
