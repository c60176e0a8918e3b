import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { suite, test } from 'node:test'
import { startFakePlatforms } from '../server.ts'

type Post = { id: string; title: string; updated_at: string; published_at: string | null }

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

function tokenOf(key: string, nowMs: number): string {
  const [kid, secret = ''] = key.split(':')
  const iat = Math.floor(nowMs / 1000)
  const signed = `${encode({ alg: 'HS256', kid })}.${encode({ iat, exp: iat + 300, aud: '/admin/' })}`
  const signature = createHmac('sha256', Buffer.from(secret, 'hex')).update(signed)
  return `${signed}.${signature.digest('base64url')}`
}

async function openSite() {
  const clock = { ms: Date.parse('2026-03-29T06:30:00Z') }
  const fakes = await startFakePlatforms({ now: () => clock.ms })
  const key = String(fakes.account('ghost', 'ann').credentials['adminApiKey'])
  const call = async (
    method: string,
    path: string,
    post?: object,
    token = tokenOf(key, clock.ms),
  ) => {
    const answer = await fetch(`${fakes.url}/ghost/ghost/api/admin${path}`, {
      method,
      headers: {
        authorization: `Ghost ${token}`,
        ...(post && { 'content-type': 'application/json' }),
      },
      ...(post && { body: JSON.stringify({ posts: [post] }) }),
    })
    const body = (await answer.json()) as { posts?: Post[] }
    return { status: answer.status, posts: body.posts ?? [] }
  }
  const make = async (post: object) => (await call('POST', '/posts/', post)).posts[0] as Post
  const dispose = () => fakes[Symbol.asyncDispose]()
  return { fakes, clock, key, call, make, [Symbol.asyncDispose]: dispose }
}

suite('the fake Ghost', () => {
  test('makes a post of every request, even without a title', async () => {
    await using site = await openSite()
    for (const title of ['', 'Tide', 'Tide']) await site.make({ title, status: 'published' })
    const titles = site.fakes.ledger.of('ghost', 'ann').map(({ title }) => title)
    assert.deepEqual(titles, ['(Untitled)', 'Tide', 'Tide'])
  })

  test('refuses to change a post that was changed meanwhile, unless in the same second', async () => {
    await using site = await openSite()
    const { id, updated_at } = await site.make({ title: 'a' })
    const retitle = (title: string) => site.call('PUT', `/posts/${id}/`, { title, updated_at })
    assert.equal((await retitle('b')).status, 200)
    site.clock.ms += 999
    assert.equal((await retitle('c')).status, 200)
    site.clock.ms += 1
    assert.equal((await retitle('d')).status, 200)
    assert.equal((await retitle('e')).status, 409)
    assert.equal((await retitle('d')).status, 200)
  })

  test('finds all posts by an internal tag, drafts only on request', async () => {
    await using site = await openSite()
    const tags = [{ name: '#pr-x' }]
    for (const status of ['draft', 'published']) await site.make({ title: status, status, tags })
    const find = async (filter: string) =>
      (await site.call('GET', `/posts/?filter=${encodeURIComponent(filter)}`)).posts.length
    assert.equal(await find('tag:hash-pr-x'), 1)
    assert.equal(await find('tag:hash-pr-x+status:[draft,published]'), 2)
    assert.equal(await find('tag:hash-pr-y+status:[draft,published]'), 0)
  })

  test('keeps the time of publication of a post that is a draft again', async () => {
    await using site = await openSite()
    const { id, updated_at } = await site.make({ title: 'a', status: 'published' })
    const path = `/posts/${id}/`
    const [draft] = (await site.call('PUT', path, { status: 'draft', updated_at })).posts
    assert.notEqual(draft?.published_at, null)
    assert.notEqual(site.fakes.ledger.of('ghost')[0]?.removedAt, undefined)
  })

  test('rejects a token of five minutes ago, and one of another key', async () => {
    await using site = await openSite()
    const old = tokenOf(site.key, site.clock.ms - 300_000)
    assert.equal((await site.call('GET', '/posts/', undefined, old)).status, 401)
    const other = tokenOf(`${site.key.split(':')[0]}:00`, site.clock.ms)
    assert.equal((await site.call('GET', '/posts/', undefined, other)).status, 401)
  })
})
