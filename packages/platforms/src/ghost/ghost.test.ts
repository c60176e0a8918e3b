import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openBlog } from '../blogs/fake-blog.fixture.ts'
import { serveLocally } from '@pressrun/outbound/testing'
import { assertPrepared, publish, sampleContent } from '../testing/index.ts'
import { adminApi } from './admin-api.ts'
import { ghost } from './connector.ts'

/** A site, and a person's change there some time later: Ghost's times are of whole seconds. */
async function openSite() {
  const clock = { ms: Date.now() }
  const site = await openBlog(ghost, { now: () => clock.ms })
  const { settings, credentials, tools } = site
  const admin = adminApi(settings, credentials, tools, site.job().signal)
  const change = async (id: string, body: object) => {
    clock.ms += 2_000
    const path = `/posts/${id}/`
    const reply = await admin({ method: 'GET', path: `${path}?fields=updated_at` })
    const known = reply.outcome === 'replied' ? (reply.body as { posts: [object] }).posts[0] : {}
    await admin({ method: 'PUT', path, body: { posts: [{ ...known, ...body }] } })
  }
  return { ...site, admin, change }
}

async function openDraft() {
  const site = await openSite()
  const prepared = await ghost.prepare(site.job(), site.tools)
  assertPrepared(prepared)
  const { id } = JSON.parse(prepared.payload) as { id: string }
  return { ...site, prepared, id }
}

suite('Ghost', () => {
  test('a draft edited meanwhile has an unknown outcome, and is then published as it is', async () => {
    await using site = await openDraft()
    await site.change(site.id, { title: 'Ebb' })
    const outcome = await ghost.commit(site.job(), site.prepared, site.tools)
    assert.ok(outcome.outcome === 'unknown' && outcome.code === 'update-collision')
    assert.deepEqual(await site.posts(), [])
    await publish(ghost, site.job({ attempt: 2, inDoubt: true }), site.tools)
    assert.deepEqual(await site.posts(), ['Ebb'])
  })

  test('the second of two publishers finds it published', async () => {
    await using site = await openDraft()
    const first = await ghost.commit(site.job(), site.prepared, site.tools)
    await site.change(site.id, { title: 'Ebb' })
    assert.deepEqual(await ghost.commit(site.job(), site.prepared, site.tools), first)
    assert.equal((await site.posts()).length, 1)
  })

  test('a collision with the request that made the post public is a success', async () => {
    await using site = await openDraft()
    const url = 'https://example.org/tide/'
    const post = { id: site.id, status: 'published', updated_at: '2026-03-29T06:30:00.000Z', url }
    const collision = { type: 'UpdateCollisionError', code: 'UPDATE_COLLISION', message: 'Stale.' }
    await using server = await serveLocally(({ method }, response) => {
      response.statusCode = method === 'PUT' ? 409 : 200
      response.end(JSON.stringify(method === 'PUT' ? { errors: [collision] } : { posts: [post] }))
    })
    const job = site.job({ settings: { adminUrl: server.origin } })
    const outcome = await ghost.commit(job, site.prepared, site.tools)
    assert.deepEqual(outcome, { outcome: 'published', remoteId: site.id, url })
  })

  test('a draft that is gone has an unknown outcome, and the next attempt makes another', async () => {
    await using site = await openDraft()
    await site.admin({ method: 'DELETE', path: `/posts/${site.id}/` })
    const outcome = await ghost.commit(site.job(), site.prepared, site.tools)
    assert.ok(outcome.outcome === 'unknown' && outcome.code === 'draft-gone')
    await publish(ghost, site.job({ attempt: 2, inDoubt: true }), site.tools)
    assert.equal((await site.posts()).length, 1)
  })

  test('a post that a person turned back into a draft is found, and not published again', async () => {
    await using site = await openDraft()
    await ghost.commit(site.job(), site.prepared, site.tools)
    await site.change(site.id, { status: 'draft' })
    const seen = await ghost.reconcile?.(site.job(), site.tools)
    assert.deepEqual(seen, { outcome: 'found', remoteId: site.id })
    await publish(ghost, site.job({ attempt: 2 }), site.tools)
    const posts = site.fakes.ledger.of('ghost')
    assert.ok(posts.length === 1 && posts[0]?.removedAt !== undefined)
  })

  test('readers see the tags, and not the marker', async () => {
    await using site = await openSite()
    await publish(ghost, site.job({ overrides: { tags: ['#sea'] } }), site.tools)
    const reply = await site.admin({ method: 'GET', path: '/posts/?fields=tags,custom_excerpt' })
    const [post] = reply.outcome === 'replied' ? (reply.body as { posts: unknown[] }).posts : []
    const { tags, custom_excerpt: excerpt } = post as {
      tags: { name: string }[]
      custom_excerpt: string
    }
    assert.equal(excerpt, sampleContent.summary)
    // A tag whose name begins with # is internal.
    assert.deepEqual(
      tags.map(({ name }) => name.replace(/^#pr-.*/, '#')),
      ['sea', '#'],
    )
  })

  test('a post names its canonical address', async () => {
    await using site = await openSite()
    const url = 'https://example.org/tide'
    await publish(ghost, site.job({ content: { ...sampleContent, url } }), site.tools)
    const reply = await site.admin({ method: 'GET', path: '/posts/?fields=canonical_url' })
    assert.deepEqual(reply.outcome === 'replied' && reply.body, {
      posts: [{ canonical_url: url }],
      meta: {},
    })
  })

  test('an unknown key needs a new one', async () => {
    await using site = await openSite()
    const credentials = { adminApiKey: `${'64a1'.repeat(6)}:${'5e'.repeat(32)}` }
    const job = site.job({ credentials })
    assert.equal((await publish(ghost, job, site.tools)).outcome, 'auth-required')
    const { settings, tools } = site
    const verdict = await ghost.verify(settings, credentials, tools, job.signal)
    assert.equal(verdict.outcome, 'auth-required')
  })
})
