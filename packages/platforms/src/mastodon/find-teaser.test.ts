import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { serveLocally } from '@pressrun/outbound/testing'
import { createCache } from '../cache.ts'
import { publish, sampleJob } from '../testing/index.ts'
import { mastodon } from './connector.ts'
import { findStatus } from './find-status.ts'
import { openAccount } from './mastodon.fixture.ts'

const content = {
  title: 'The tide',
  body: 'It [turns](https://tide.example/turns) again. '.repeat(40),
  url: 'https://tide.example/1',
  sources: [{ source: 'tides', sourceDocToken: '1' }],
}

/** A server that loses its responses to a post, and describes itself by its settings. */
async function openServer() {
  const state = { instance: undefined as object | undefined }
  const posted: string[] = []
  const statuses = () =>
    posted.map((_, id) => ({
      id: String(id),
      created_at: '2026-03-29T06:31:00.000Z',
      content: '',
    }))
  const server = await serveLocally((request, response) => {
    const path = String(request.url)
    const say = (value: unknown) => response.end(JSON.stringify(value))
    if (request.method === 'POST') {
      posted.push((JSON.parse(server.received.at(-1) ?? '') as { status: string }).status)
      request.socket.destroy()
    } else if (path.endsWith('/verify_credentials')) say({ id: '1', acct: 'ann' })
    else if (path.endsWith('/source')) say({ text: posted[0] })
    else if (path.includes('/accounts/1/statuses')) say(statuses())
    else if (path.endsWith('/instance') && state.instance)
      say({ configuration: { statuses: state.instance } })
    else response.writeHead(404).end()
  })
  return { server, state, posted }
}

suite('the teaser of an attempt that knew other limits of its server', () => {
  for (const [what, before, after] of [
    ['not at all', undefined, { max_characters: 500, characters_reserved_per_url: 90 }],
    ['with little room', { max_characters: 200 }, undefined],
    ['with long addresses', { max_characters: 500, characters_reserved_per_url: 90 }, undefined],
  ] as const)
    test(`is found where they were ${what}`, async () => {
      await using account = await openAccount('news')
      const { server, state, posted } = await openServer()
      await using _server = server
      const target = { ...account, settings: { instanceUrl: server.origin } }
      state.instance = before
      const lost = await publish(mastodon, sampleJob(target, { content }), account.tools)
      assert.equal(lost.outcome, 'unknown')
      assert.match(posted[0] ?? '', /again…?\.?\n\nhttps:\/\/tide\.example\/1$/)
      state.instance = after
      const tools = { ...account.tools, cache: createCache(Date.now) }
      assert.equal((await findStatus(sampleJob(target, { content }), tools)).outcome, 'found')
    })
})
