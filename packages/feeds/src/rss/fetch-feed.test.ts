import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Outbound } from '@pressrun/outbound'
import type { Validators } from '../item.ts'
import { fetchFeed } from './fetch-feed.ts'

suite('a server that responds 304', () => {
  const outbound = {
    request: async () => ({
      outcome: 'answered',
      status: 304,
      headers: {},
      text: '',
      cut: false,
    }),
  } as unknown as Outbound
  const fetching = (validators?: Validators) => {
    const { signal } = new AbortController()
    return fetchFeed({ url: 'http://a.example/', validators, signal }, outbound, new Date(0))
  }

  for (const validators of [{ etag: '"1"' }, { lastModified: 'Mon, 02 Mar 2026 09:00:00 GMT' }])
    test(`reports an unchanged feed to a request with ${Object.keys(validators)[0]}`, async () => {
      assert.deepEqual(await fetching(validators), { outcome: 'unchanged' })
    })

  // A digest is compared here; the server never sees it.
  for (const validators of [undefined, {}, { digest: '1' }])
    test(`has failed for a request without conditions (${JSON.stringify(validators)})`, async () => {
      const fetched = await fetching(validators)
      assert.ok(fetched.outcome === 'failed')
      assert.equal(fetched.problem.code, 'feed-not-sent')
    })
})
