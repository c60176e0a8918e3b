import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { unlessOpen } from '../open-points.ts'
import type { RealEnvironment } from '../real-environment.ts'
import type { RealServer, SeenPost } from '../servers/real-server.ts'
import { compareHtml } from './compare-html.ts'
import { compareTags, compareText } from './compare-text.ts'
import { readCorpus, readDocuments, type Document } from './corpus.ts'
import { differencesOf } from './differences.ts'
import { articleIn, textOf } from './html-tree.ts'
import { readHtml, type Reading } from './reading.ts'

const publishedWithinMs = 600_000
/** Each publishes one document at a time. */
const accountsAtOnce = 4

/** Every document of the corpus reaches readers as it was written, except for listed differences. */
export function describeReaders(server: RealServer, environment: () => RealEnvironment): void {
  suite('readers see what was written', () => {
    const documents = server.rereadsText ? readDocuments() : readCorpus()
    const seen = new Map<string, SeenPost>()
    before(async () => {
      for (const [name, post] of await publishAll(documents, environment())) seen.set(name, post)
    })
    const postOf = (name: string): SeenPost => {
      const post = seen.get(name)
      assert.ok(post, 'it was published, and can be seen')
      return post
    }

    for (const document of documents) {
      const { name } = document
      const byApi = async () => {
        const differences = compare(server, document, postOf(name))
        assert.deepEqual(differences, differencesOf(server.name, name))
      }
      test(name, unlessOpen(server.name, name, byApi))

      const { article } = server
      if (article === undefined) continue
      const onPage = async () => {
        const post = postOf(name)
        const page = await fetch(post.url).then((response) => response.text())
        const shown = { ...post, html: articleIn(page, article) }
        const differences = compare(server, document, shown)
        assert.deepEqual(differences, differencesOf(server.name, name, 'page'))
      }
      test(`${name}, on its page`, unlessOpen(server.name, `${name}, on its page`, onPage))
    }
  })
}

/** What readers see of each published document. */
async function publishAll(documents: readonly Document[], environment: RealEnvironment) {
  const { connect, running, desk } = environment
  const accounts = await Promise.all(
    Array.from({ length: accountsAtOnce }, (_, index) => connect(`corpus ${index}`, running.url)),
  )
  const published: { name: string; runId: string }[] = []
  // One after the other: hundreds of calls at once would wait for a minute.
  for (const [index, { name, title, body }] of documents.entries()) {
    const accountId = accounts[index % accountsAtOnce] ?? ''
    published.push({ name, runId: await desk.publish([accountId], { content: { title, body } }) })
  }
  const remoteIds = new Map<string, string>()
  for (const { name, runId } of published) {
    const { tasks } = await desk.completed(runId, publishedWithinMs)
    remoteIds.set(name, tasks[0].remoteId)
  }
  const posts = await running.posts()
  return documents.flatMap(({ name }) => {
    const post = posts.find(({ id }) => id === remoteIds.get(name))
    return post === undefined ? [] : [[name, post] as const]
  })
}

/** All differences; empty when equal. */
function compare(server: RealServer, { title, html }: Document, post: SeenPost): string[] {
  const written = readHtml(html)
  const plain = server.withoutOwnTouch ?? ((line: string) => line)
  if (server.shows === 'text') {
    const { text, addresses } = textOf(plain(post.html))
    const pictures = post.pictures ?? []
    const heading: Reading = [`p ${title}`]
    const seen = { text: [text, ...pictures].join('\n'), addresses: [...addresses, ...pictures] }
    const tags = server.linksTags ? compareTags(written, addresses) : []
    return [...compareText([...heading, ...written], seen), ...tags]
  }
  const titles = post.title === title ? [] : [`- title ${title}`, `+ title ${post.title}`]
  return [...titles, ...compareHtml(written.map(plain), readHtml(post.html).map(plain))]
}
