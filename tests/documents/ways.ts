import assert from 'node:assert/strict'
import type { Render } from '@pressrun/platforms'
import { compareHtml } from '../real-servers/readers/compare-html.ts'
import { compareText, type SeenText } from '../real-servers/readers/compare-text.ts'
import { renderMarkdown, type Document } from '../real-servers/readers/corpus.ts'
import { readHtml } from '../real-servers/readers/reading.ts'
import { readDiscord } from './read-discord.ts'
import { readSlack } from './read-slack.ts'

/** How a document is sent to a platform, and what its readers miss or see besides. */
type Way = {
  readonly platform: string
  compare(document: Document, render: Render): Promise<readonly string[]>
}

const contentOf = ({ title, body }: Document) => ({ title, body })

/** For a platform that shows HTML. */
const shownAsHtml = (
  platform: string,
  html: (document: Document, render: Render) => Promise<unknown>,
): Way => ({
  platform,
  async compare(document, render) {
    const seen = await html(document, render)
    assert.ok(typeof seen === 'string', JSON.stringify(seen))
    return compareHtml(readHtml(document.html), readHtml(seen))
  },
})

/** For one that shows text. */
const shownAsText = (
  platform: string,
  read: (document: Document, render: Render) => Promise<SeenText>,
): Way => ({
  platform,
  async compare(document, render) {
    const { text, addresses } = await read(document, render)
    // Ticks are plain characters there.
    const shown = { text: text.replaceAll('☑', '[x]').replaceAll('☐', '[ ]'), addresses }
    return compareText([`p ${document.title}`, ...readHtml(document.html)], shown)
  },
})

const withoutCard = (html: unknown) =>
  typeof html === 'string' ? html.replaceAll(/<!--kg-card-(?:begin|end): html-->/g, '') : html

const text = (said: unknown): string => {
  assert.ok(typeof said === 'string', JSON.stringify(said))
  return said
}

/** What a Mastodon server turns into a link. */
const address = /https?:\/\/[^\s<>()?]+(?:\([^\s<>()]*\))*(?:\?[^\s<>()]*)?/g

export const ways: readonly Way[] = [
  shownAsHtml('feed', async (document, render) => {
    const content = contentOf(document)
    const order = { taskId: 'task', generation: 1, feedTitle: 'News', url: '', at: new Date(0) }
    const files = await render('feed-files', { ...order, content })
    assert.ok('page' in files, JSON.stringify(files))
    return /<\/header>([^]*)<\/article>/.exec(files.page)?.[1]
  }),
  shownAsHtml('wordpress', ({ body }, render) => render('wordpress-html', body)),
  shownAsHtml('ghost', async ({ body }, render) => withoutCard(await render('ghost-html', body))),
  shownAsHtml('devto', async (document, render) => {
    const article = await render('devto-article', contentOf(document))
    assert.ok('body' in article, JSON.stringify(article))
    return renderMarkdown(article.body.replaceAll(/\{% (?:end)?raw %\}/g, ''))
  }),
  shownAsText('mastodon', async (document, render) => {
    const status = await render('mastodon-status', { content: contentOf(document) })
    assert.ok('text' in status, JSON.stringify(status))
    return { text: status.text, addresses: status.text.match(address) ?? [] }
  }),
  shownAsText('bluesky', async (document, render) => {
    const order = { content: contentOf(document), settings: {}, createdAt: new Date(0) }
    const post = await render('bluesky-record', order as never)
    assert.ok('record' in post, JSON.stringify(post))
    const { text, facets = [] } = post.record
    const addresses = facets.flatMap(({ features: [feature] }) =>
      'uri' in feature ? [feature.uri] : [],
    )
    return { text, addresses }
  }),
  shownAsText('discord', async (document, render) =>
    readDiscord(text(await render('discord-text', contentOf(document)))),
  ),
  shownAsText('slack', async (document, render) =>
    readSlack(text(await render('slack-text', contentOf(document)))),
  ),
]
