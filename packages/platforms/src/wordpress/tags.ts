import { z } from 'zod'
import type { Api } from '../blogs/api.ts'
import type { Failure } from '../blogs/failure.ts'
import { answerUnreadable } from '../blogs/commit-outcomes.ts'

const id = z.number().int()
const madeSchema = z.object({ id }).transform((tag) => tag.id)
const existsSchema = z
  .object({ code: z.literal('term_exists'), data: z.object({ term_id: id }) })
  .transform(({ data }) => data.term_id)
const tagIdSchema = z.union([madeSchema, existsSchema])

/**
 * WordPress takes tags by number only. It is asked to create each one, because its own response "this exists" is surer
 * than a search: names are compared its way, and stored escaped.
 */
export async function tagIds(tags: readonly string[], rest: Api): Promise<number[] | Failure> {
  const ids = new Set<number>()
  // One after the other: created in parallel, the same name in two spellings becomes two tags.
  for (const name of tags) {
    const made = await tagId(name, rest)
    if (typeof made !== 'number') return made
    ids.add(made)
  }
  return [...ids]
}

async function tagId(name: string, rest: Api): Promise<number | Failure> {
  const reply = await rest({
    method: 'POST',
    path: '/tags?_fields=id',
    body: { name },
    isAnswer: (body) => existsSchema.safeParse(body).success,
  })
  if (reply.outcome !== 'replied') return reply
  return tagIdSchema.safeParse(reply.body).data ?? answerUnreadable
}
