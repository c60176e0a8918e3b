import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startFakePlatforms } from '../server.ts'

type Post = { id: number; slug: string; status: string }

async function openSite() {
  const fakes = await startFakePlatforms()
  const { settings, credentials } = fakes.account('wordpress', 'ann')
  const login = `${String(settings['username'])}:${String(credentials['applicationPassword'])}`
  const call = async (method: string, path: string, body?: object, auth = login) => {
    const answer = await fetch(`${fakes.url}/wordpress/wp-json/wp/v2${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(auth).toString('base64')}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const post = async (path: string, body: object) =>
    (await call('POST', path, { title: 'Tide', ...body })).body as Post
  const slugs = async (query: string) =>
    ((await call('GET', `/posts?context=edit&${query}`)).body as Post[]).map(({ slug }) => slug)
  const dispose = () => fakes[Symbol.asyncDispose]()
  return { fakes, call, post, slugs, [Symbol.asyncDispose]: dispose }
}

suite('the fake WordPress', () => {
  test('gives a taken slug a number, and makes the second post all the same', async () => {
    await using site = await openSite()
    await site.post('/posts', { slug: 'tide', status: 'publish' })
    assert.equal((await site.post('/posts', { slug: 'tide' })).slug, 'tide-2')
    await site.post('/posts/2', { status: 'publish' })
    assert.equal(site.fakes.ledger.of('wordpress', 'ann').length, 2)
  })

  test('lets drafts made concurrently share a slug', async () => {
    await using site = await openSite()
    const hold = site.fakes.faults.hold('wordpress', { step: 'draft' })
    const slow = site.post('/posts', { slug: 'tide' })
    await hold.arrived
    assert.equal((await site.post('/posts', { slug: 'tide' })).slug, 'tide')
    hold.release()
    assert.equal((await slow).slug, 'tide')
  })

  test('renames posts in the trash, and shows them only on request', async () => {
    await using site = await openSite()
    const { id } = await site.post('/posts', { slug: 'tide', status: 'publish' })
    await site.call('DELETE', `/posts/${id}`)
    assert.deepEqual(await site.slugs('status=any'), [])
    assert.deepEqual(await site.slugs('status=any,trash'), ['tide__trashed'])
    assert.notEqual(site.fakes.ledger.of('wordpress')[0]?.removedAt, undefined)
  })

  test('publishes one number once, at any number of requests', async () => {
    await using site = await openSite()
    const { id } = await site.post('/posts', { status: 'publish' })
    for (const status of ['publish', 'draft', 'publish'])
      await site.post(`/posts/${id}`, { status })
    assert.equal(site.fakes.ledger.of('wordpress').length, 1)
  })

  test('responds the same to a wrong password as to none', async () => {
    await using site = await openSite()
    const wrong = await site.call('POST', '/posts', { title: 'x' }, 'ann:wrong')
    assert.deepEqual(await site.call('POST', '/posts', { title: 'x' }, ''), wrong)
    assert.equal(wrong.status, 401)
  })
})
