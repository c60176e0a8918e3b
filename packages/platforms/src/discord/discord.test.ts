import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { serveLocally } from '@pressrun/outbound/testing'
import { publish, sampleContent, sampleJob } from '../testing/index.ts'
import type { Answer } from '@pressrun/outbound'
import { discord } from './connector.ts'
import { now, openDiscord } from './discord-target.fixture.ts'
import { messageOf, messageText } from './message.ts'
import { readPublished } from './read-answer.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

const webhookUrl = 'https://discord.example/api/webhooks/123/quiet-harbour-at-dawn'

const read = (status: number, body: unknown, headers: Answer['headers'] = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = { outcome: 'answered', status, headers, text, cut: false } as const
  return readPublished(answer, { webhookUrl }, now)
}

const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000)

suite('a Discord message', () => {
  test('is the title in bold and the Markdown', () => {
    const text = messageText({ title: ' Ebb  and flow ', body: '# Morning\n\nIt *turns*.\n' })
    assert.equal(text, '**Ebb and flow**\n\n# Morning\n\nIt *turns*.')
  })

  test('shows formatting characters in a title', () => {
    assert.match(messageText({ title: '2*3 of a_b', body: 'x' }), /^\*\*2\\\*3 of a\\_b\*\*/)
  })

  test('has no empty title, and no invalid characters', () => {
    assert.equal(messageText({ title: ' \n', body: 'x\0y' }), 'xy')
  })

  test('notifies no one, and may have another name', () => {
    const sent = JSON.parse(messageOf('@everyone', { username: 'Shore' }))
    assert.deepEqual([sent.allowed_mentions, sent.username], [{ parse: [] }, 'Shore'])
  })

  test('may have 2000 code points, however many units they take', () => {
    const bodyOf = (size: number) => '🌊'.repeat(size - '**a**\n\n'.length)
    const codes = (size: number) =>
      discord.validate({ title: 'a', body: bodyOf(size) }).map(({ code }) => code)
    assert.deepEqual([codes(2_000), codes(2_001)], [[], ['too-long']])
  })
})

suite('reading Discord’s response', () => {
  test('an id proves a message', () => {
    assert.deepEqual(read(200, { id: '7' }), { outcome: 'published', remoteId: '7' })
  })

  for (const [why, body] of [
    ['nothing', ''],
    ['half a message', '{"id":'],
    ['something else', { ok: true }],
  ] as const) {
    test(`a 200 with ${why} leaves it unknown`, () => {
      assert.equal(read(200, body).outcome, 'unknown')
    })
  }

  test('a refusal has Discord’s number', () => {
    const reply = read(400, { code: 50006, message: 'Cannot send an empty message' })
    assert.deepEqual(
      { ...reply, message: '' },
      { outcome: 'rejected', code: 'discord-50006', message: '' },
    )
  })

  test('the token is redacted, even without its URL', () => {
    const reply = read(400, { message: 'bad path /webhooks/123/quiet-harbour-at-dawn' })
    assert.ok(!JSON.stringify(reply).includes('quiet-harbour'), JSON.stringify(reply))
  })

  for (const [why, body, headers, until, scope] of [
    ['in the body', { retry_after: 0.65, global: false }, { 'retry-after': '1' }, 0.65, 'account'],
    ['in Retry-After', { global: false }, { 'retry-after': '3' }, 3, 'account'],
    ['in its own header', { global: false }, { 'x-ratelimit-reset-after': '2.5' }, 2.5, 'account'],
    ['for all', { retry_after: 2, global: true }, {}, 2, 'platform'],
    ['by the ban of an address', '<html>', { 'retry-after': '600' }, 600, 'platform'],
  ] as const) {
    test(`429 names when to come back ${why}`, () => {
      assert.deepEqual(read(429, body, headers), {
        outcome: 'rate-limited',
        scope,
        until: inSeconds(until),
      })
    })
  }
})

suite('a Discord account', () => {
  test('is verified by its webhook, which has a name', async () => {
    await using target = await openDiscord('shore')
    const { settings, credentials, tools } = target
    const { signal } = new AbortController()
    const outcome = await discord.verify(settings, credentials, tools, signal)
    const id = /webhooks\/(\d+)/.exec(credentials.webhookUrl)?.[1]
    assert.deepEqual(outcome, { outcome: 'verified', identity: { id, name: 'shore' } })
  })

  test('is the URL of a webhook, and nothing more', () => {
    const accepts = (url: string) => credentialsSchema.safeParse({ webhookUrl: url }).success
    for (const url of [webhookUrl, webhookUrl.replace('/api/', '/api/v10/')])
      assert.equal(accepts(url), true, url)
    for (const url of [
      'https://discord.example/api/webhooks/123',
      `${webhookUrl}?wait=false`,
      `${webhookUrl}#x`,
      webhookUrl.replace('https://', 'https://me:pass@'),
      webhookUrl.replace('https:', 'ftp:'),
    ])
      assert.equal(accepts(url), false, url)
  })

  test('uses a version of the API whose limits are in seconds', async () => {
    const paths: (string | undefined)[] = []
    await using server = await serveLocally((request, response) => {
      paths.push(request.url)
      response.end('{"id":"7"}')
    })
    await using target = await openDiscord()
    for (const version of ['', 'v6/']) {
      const credentials = { webhookUrl: `${server.origin}/base/api/${version}webhooks/123/abc` }
      await publish(discord, sampleJob({ settings: {}, credentials }), target.tools)
    }
    assert.deepEqual(paths, Array(2).fill('/base/api/v10/webhooks/123/abc?wait=true'))
  })

  test('has no name that Discord reserves for itself', () => {
    const accepts = (username: string) => settingsSchema.safeParse({ username }).success
    assert.deepEqual(['Shore', 'My Discord', 'clyde'].map(accepts), [true, false, false])
  })

  test('accepts the sample', () => assert.deepEqual(discord.validate(sampleContent), []))
})
