import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openBlog } from '../blogs/fake-blog.fixture.ts'
import { serveLocally } from '@pressrun/outbound/testing'
import { assertPrepared, publish } from '../testing/index.ts'
import type { PublishJob, Tools } from '../contract.ts'
import { wordpress } from './connector.ts'
import { restApi } from './rest.ts'
import type { Credentials, Settings } from './settings.ts'

const openSite = (name?: string) => openBlog(wordpress, { ...(name && { name }) })

/** A person's action in the editor. */
const person = (
  { settings, credentials, signal }: PublishJob<Settings, Credentials>,
  tools: Tools,
) => restApi(settings, credentials, tools, signal)

suite('WordPress', () => {
  for (const state of ['published', 'draft'] as const) {
    test(`a ${state} post in the trash is found, and not published again`, async () => {
      await using site = await openSite()
      const job = site.job()
      const prepared = await wordpress.prepare(job, site.tools)
      assertPrepared(prepared)
      if (state === 'published') await wordpress.commit(job, prepared, site.tools)
      const { id } = JSON.parse(prepared.payload) as { id: string }
      await person(job, site.tools)({ method: 'DELETE', path: `/posts/${id}` })
      const seen = await wordpress.reconcile?.(job, site.tools)
      assert.deepEqual(seen, { outcome: 'found', remoteId: id })
      const again = await publish(wordpress, site.job({ attempt: 2 }), site.tools)
      assert.deepEqual(again, { outcome: 'published', remoteId: id })
      const posts = site.fakes.ledger.of('wordpress')
      assert.ok(posts.every(({ removedAt }) => removedAt !== undefined))
    })
  }

  test("a site without pretty permalinks is found by its home page's link", async () => {
    const asked: string[] = []
    await using server = await serveLocally((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const { searchParams } = new URL(String(request.url), 'http://site')
      const route = searchParams.get('rest_route')
      const link = `<http://${request.headers.host}/index.php?rest_route=/>; rel="https://api.w.org/"`
      if (route === null)
        return response.writeHead(request.url === '/' ? 200 : 404, { link }).end('<html>')
      const user = { id: 7, name: 'Ann', capabilities: { publish_posts: true } }
      const body = route === '/wp/v2/users/me' ? user : []
      return response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    })
    await using site = await openSite()
    const settings = { siteUrl: server.origin, username: 'ann' }
    const { credentials } = site.job()
    const { signal } = new AbortController()
    for (const _time of [1, 2]) {
      const verified = await wordpress.verify(settings, credentials, site.tools, signal)
      assert.equal(verified.outcome, 'verified', JSON.stringify(verified))
    }
    const seen = await wordpress.reconcile?.(site.job({ settings }), site.tools)
    assert.deepEqual(seen, { outcome: 'absent' })
    assert.deepEqual(
      asked.map((line) => line.replace(/[?&](context|slug).*/, '')),
      [
        'GET /wp-json/wp/v2/users/me',
        'GET /',
        ...Array(2).fill('GET /index.php?rest_route=/wp/v2/users/me'),
        'GET /index.php?rest_route=/wp/v2/posts',
      ],
    )
  })

  test('an API at another origin gets no credentials', async () => {
    let authorized = 0
    await using stranger = await serveLocally((request, response) => {
      if (request.headers.authorization) authorized += 1
      response.end('{}')
    })
    await using server = await serveLocally((_request, response) => {
      response
        .writeHead(404, { link: `<${stranger.origin}/wp-json/>; rel="https://api.w.org/"` })
        .end('<html>')
    })
    await using site = await openSite()
    const settings = { siteUrl: server.origin, username: 'ann' }
    const { credentials } = site.job()
    const verified = await wordpress.verify(
      settings,
      credentials,
      site.tools,
      new AbortController().signal,
    )
    assert.deepEqual([verified.outcome, authorized], ['rejected', 0])
  })

  test('a rejected password is reported as such, also where the site only says “invalid parameter”', async () => {
    await using site = await openSite()
    const credentials = { applicationPassword: 'abcd efgh' }
    const { signal } = new AbortController()
    const verified = await wordpress.verify(site.settings, credentials, site.tools, signal)
    const prepared = await wordpress.prepare(site.job({ credentials }), site.tools)
    for (const reply of [verified, prepared]) {
      assert.ok(reply.outcome === 'auth-required')
      assert.match(reply.message, /does not accept this user name and application password/)
    }
  })

  test('a post that a person made private counts as published', async () => {
    await using site = await openSite()
    const job = site.job()
    const first = await publish(wordpress, job, site.tools)
    assert.ok(first.outcome === 'published')
    const path = `/posts/${first.remoteId}`
    await person(job, site.tools)({ method: 'POST', path, body: { status: 'private' } })
    assert.equal((await wordpress.reconcile?.(job, site.tools))?.outcome, 'found')
  })

  test('a draft that is gone has an unknown outcome, and the next attempt makes another', async () => {
    await using site = await openSite()
    const job = site.job()
    const prepared = await wordpress.prepare(job, site.tools)
    assertPrepared(prepared)
    const { id } = JSON.parse(prepared.payload) as { id: string }
    await person(job, site.tools)({ method: 'DELETE', path: `/posts/${id}?force=true` })
    const outcome = await wordpress.commit(job, prepared, site.tools)
    assert.ok(outcome.outcome === 'unknown' && outcome.code === 'draft-gone')
    await publish(wordpress, site.job({ attempt: 2, inDoubt: true }), site.tools)
    assert.equal((await site.posts()).length, 1)
  })

  test('a post that the site withholds is not published', async () => {
    await using site = await openSite()
    const prepared = await wordpress.prepare(site.job(), site.tools)
    assertPrepared(prepared)
    await using server = await serveLocally((_request, response) =>
      response.end(JSON.stringify({ id: 1, status: 'pending', link: 'https://example.org/?p=1' })),
    )
    const job = site.job({ settings: { ...site.settings, siteUrl: server.origin } })
    const outcome = await wordpress.commit(job, prepared, site.tools)
    assert.ok(outcome.outcome === 'rejected' && outcome.code === 'not-published')
  })

  test('tags are created once, in any case of letters', async () => {
    await using site = await openSite()
    const tags = ['Sea', 'sea', 'R&D']
    await publish(wordpress, site.job({ overrides: { tags } }), site.tools)
    const rest = person(site.job(), site.tools)
    const reply = await rest({ method: 'GET', path: '/posts?_fields=tags' })
    assert.deepEqual(reply.outcome === 'replied' && reply.body, [{ tags: [1, 2] }])
  })

  test('a title is text, not markup', async () => {
    await using site = await openSite()
    const title = 'Is 1 < 2 & <b>bold</b>?'
    await publish(wordpress, site.job({ overrides: { title } }), site.tools)
    assert.deepEqual(await site.posts(), [title])
    const rest = person(site.job(), site.tools)
    const reply = await rest({ method: 'GET', path: '/posts?_fields=title' })
    assert.doesNotMatch(JSON.stringify(reply), /<b>/)
  })

  test('a user who may not publish is reported when the account is verified', async () => {
    await using site = await openSite('contributor-1')
    const { settings, credentials, tools } = site
    const { signal } = site.job()
    const verdict = await wordpress.verify(settings, credentials, tools, signal)
    assert.ok(verdict.outcome === 'rejected' && verdict.code === 'cannot-publish')
    const outcome = await publish(wordpress, site.job(), tools)
    assert.equal(outcome.outcome, 'auth-required')
    assert.deepEqual(await site.posts(), [])
  })

  test('a user who may not write any more is the account’s fault, not the post’s', async () => {
    await using site = await openSite()
    const code = 'rest_invalid_param'
    await using server = await serveLocally((_request, response) => {
      response.statusCode = 400
      response.end(JSON.stringify({ code, message: 'Invalid parameter(s): status' }))
    })
    const job = site.job({ settings: { ...site.settings, siteUrl: server.origin } })
    assert.equal((await publish(wordpress, job, site.tools)).outcome, 'auth-required')
    assert.equal((await wordpress.reconcile?.(job, site.tools))?.outcome, 'auth-required')
  })

  test('empty tags are left out', async () => {
    await using site = await openSite()
    const tags = [' ', '#', '#Sea']
    const outcome = await publish(wordpress, site.job({ overrides: { tags } }), site.tools)
    assert.equal(outcome.outcome, 'published')
    const reply = await person(
      site.job(),
      site.tools,
    )({ method: 'GET', path: '/tags?_fields=name' })
    assert.deepEqual(reply.outcome === 'replied' && reply.body, [{ name: 'Sea' }])
  })

  test('a wrong password needs a new log-in', async () => {
    await using site = await openSite()
    const credentials = { applicationPassword: 'abcd efgh ijkl mnop' }
    const job = site.job({ credentials })
    assert.equal((await publish(wordpress, job, site.tools)).outcome, 'auth-required')
    assert.equal((await wordpress.reconcile?.(job, site.tools))?.outcome, 'auth-required')
    const { settings, tools } = site
    const verdict = await wordpress.verify(settings, credentials, tools, job.signal)
    assert.equal(verdict.outcome, 'auth-required')
  })

  test('an address without the API is rejected', async () => {
    await using site = await openSite()
    const settings = { ...site.settings, siteUrl: `${site.settings.siteUrl}/elsewhere` }
    const outcome = await publish(wordpress, site.job({ settings }), site.tools)
    assert.ok(outcome.outcome === 'rejected' && outcome.code === 'rest_no_route')
  })
})
