import fc from 'fast-check'
import { readConstructs, renderMarkdown, type Document } from '../real-servers/readers/corpus.ts'

/**
 * Self-contained constructs: without definitions, which apply everywhere, without an expected HTML of their own, and
 * without anything that a platform shows in its own way.
 */
const parts = readConstructs().filter(
  ({ body, html }) => html === renderMarkdown(body) && !/^\[[^\]]*\]:|www\./m.test(body),
)

const within = (first: string, others: string) => (body: string) =>
  body
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 ? first : line === '' ? others.trimEnd() : others) + line)
    .join('\n')

const quoted = within('> ', '> ')
const listed = within('- ', '  ')

const plain = fc.constantFrom(...parts).map(({ body }) => body)

/** Markdown made of many constructs, nested and in sequence, and its reading by CommonMark. */
export const composed: fc.Arbitrary<Document> = fc
  .array(fc.oneof({ weight: 3, arbitrary: plain }, plain.map(quoted), plain.map(listed)), {
    minLength: 2,
    maxLength: 4,
  })
  .map((bodies) => {
    // Without text in between they would be one list, or one quote.
    const body = bodies.join('\n\nAnd then.\n\n')
    return { name: 'composed', title: 'composed', body, html: renderMarkdown(body) }
  })
