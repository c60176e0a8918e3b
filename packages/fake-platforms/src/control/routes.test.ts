import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { clients, startFakes, statusOf } from '../client.fixture.ts'
import type { VisiblePost } from '../index.ts'

async function openControl() {
  const fakes = await startFakes()
  const call = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' }
    const result = body ? { headers, body: JSON.stringify(body) } : {}
    const response = await fetch(`${fakes.url}${path}`, { method, ...result })
    const text = await response.text()
    return {
      status: response.status,
      text,
      json: text.startsWith('[') ? JSON.parse(text) : undefined,
    }
  }
  return { fakes, call, [Symbol.asyncDispose]: () => fakes[Symbol.asyncDispose]() }
}

suite('fake platforms, over HTTP', () => {
  test('show the posts, of all or of one account', async () => {
    await using control = await openControl()
    await clients.discord(control.fakes, { account: 'north' })
    await clients.webhook(control.fakes, { account: 'south' })
    const accounts = async (query: string) =>
      (await control.call('GET', `/_/posts${query}`)).json.map(
        ({ account }: VisiblePost) => account,
      )
    assert.deepEqual(await accounts(''), ['north', 'south'])
    assert.deepEqual(await accounts('?platform=webhook'), ['south'])
    assert.deepEqual(await accounts('?platform=webhook&account=north'), [])
  })

  test('hand out accounts, and remember them', async () => {
    await using control = await openControl()
    const { text } = await control.call('GET', '/_/accounts/webhook/north')
    assert.deepEqual(JSON.parse(text), control.fakes.account('webhook', 'north'))
    const { json } = await control.call('GET', '/_/accounts')
    assert.deepEqual(json, [{ platform: 'webhook', name: 'north', ...JSON.parse(text) }])
    assert.equal((await control.call('GET', '/_/accounts/pigeon/north')).status, 400)
  })

  test('accept a fault, also a refusal, which does not hit its own request', async () => {
    await using control = await openControl()
    const fault = { platform: 'discord', fault: 'refuse' }
    assert.equal((await control.call('POST', '/_/faults', fault)).status, 204)
    assert.deepEqual((await control.call('GET', '/_/faults')).json, [])
    assert.equal(await statusOf(clients.discord(control.fakes)), undefined)
    const [injected] = (await control.call('GET', '/_/faults')).json
    assert.deepEqual([injected.fault, injected.account], ['refuse', 'news'])
  })

  test('name the valid values for an invalid one', async () => {
    await using control = await openControl()
    const fault = { platform: 'discord', fault: 'unheard-of' }
    const { status, text } = await control.call('POST', '/_/faults', fault)
    assert.equal(status, 400)
    assert.match(JSON.parse(text).message, /^body\/fault must be .*: refuse, drop-before, /)
  })

  test('follow a plan until it is removed', async () => {
    await using control = await openControl()
    const plan = { seed: 1, share: 1, faults: ['error-before'] }
    assert.equal((await control.call('PUT', '/_/faults/plan', plan)).status, 204)
    assert.equal(await statusOf(clients.discord(control.fakes)), 500)
    assert.equal((await control.call('DELETE', '/_/faults')).status, 204)
    assert.equal(await statusOf(clients.discord(control.fakes)), 200)
  })

  test('refuse unknown names', async () => {
    await using control = await openControl()
    for (const [method, path, body] of [
      ['POST', '/_/faults', { platform: 'discord', fault: 'sneeze' }],
      ['POST', '/_/faults', { platform: 'pigeon', fault: 'refuse' }],
      ['PUT', '/_/faults/plan', { seed: 1, share: 2, faults: ['refuse'] }],
      ['PUT', '/_/faults/plan', { seed: 1, share: 1, faults: [] }],
    ] as const)
      assert.equal((await control.call(method, path, body)).status, 400, JSON.stringify(body))
  })

  test('explain on a page how to connect to each', async () => {
    await using control = await openControl()
    const { text } = await control.call('GET', '/')
    for (const account of control.fakes.examples())
      assert.ok(text.includes(JSON.stringify(account)))
  })
})
