import type { Page } from '@pressrun/queries'
import { z } from 'zod'
import { invalid } from '../problems/validation.ts'

const limitMax = 200
const limitDefault = 50

/** The query of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(limitMax).default(limitDefault),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before'),
}

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

type Query = { readonly limit: number; readonly cursor?: string | undefined }

/**
 * What to read for this page: the filters of a list's query, and where to continue. The cursor is opaque to callers: it
 * is the last id they have seen.
 */
export function pageOf<Id extends string, Given extends Query>(
  { cursor, ...rest }: Given,
  id: z.ZodType<Id>,
): Omit<Given, 'cursor'> & { readonly before: Id | undefined } {
  if (cursor === undefined) return { ...rest, before: undefined }
  const before = id.safeParse(Buffer.from(cursor, 'base64url').toString())
  if (before.success) return { ...rest, before: before.data }
  const message = 'The cursor is not one of this list.'
  throw invalid([{ path: 'cursor', code: 'invalid-cursor', message }])
}

export function pageResponse<Row extends { readonly id: string }, Item>(
  page: Page<Row> & { readonly last?: string | undefined },
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const last = page.last ?? page.rows.at(-1)?.id
  return {
    items: page.rows.map(toItem),
    nextCursor: page.more && last ? Buffer.from(last).toString('base64url') : null,
  }
}
