import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { suite, test } from 'node:test'
import { serveLocally } from '@pressrun/outbound/testing'
import { publish, sampleContent, sampleJob } from '../testing/index.ts'
import type { PublishJob } from '../contract.ts'
import { mastodon } from './connector.ts'
import { findStatus } from './find-status.ts'
import { openAccount, type OpenAccount } from './mastodon.fixture.ts'
import type { Credentials, Settings } from './settings.ts'
import { statusText } from './status-text.ts'

type Changes = Partial<PublishJob<Settings, Credentials>>

const plannedAt = new Date('2026-03-29T06:30:00.000Z')
const minutes = (count: number) => count * 60 * 1000

/** Each call is a publication of its own, at the time of the server's clock. */
function poster(account: OpenAccount) {
  let number = 0
  return (changes: Changes = {}) => {
    const idempotencyKey = `task_01j00000000000000000000001-${(number += 1)}`
    return publish(mastodon, sampleJob(account, { idempotencyKey, ...changes }), account.tools)
  }
}

const look = (account: OpenAccount, changes: Changes = {}) =>
  findStatus(sampleJob(account, changes), account.tools)

suite('searching for a status', () => {
  test('finds it among others, on a later page', async () => {
    await using account = await openAccount('news')
    const post = poster(account)
    const ours = await post()
    for (let index = 0; index < 45; index += 1)
      await post({
        overrides: { title: `Ebb ${index}`, body: 'Links: <https://a.example/b?c=1&d=2>' },
      })
    assert.deepEqual({ ...(await look(account)), outcome: 'published' }, ours)
    const other = { title: 'Ebb 3', body: 'Links: https://a.example/b?c=1&d=2' }
    assert.equal((await look(account, { overrides: other })).outcome, 'found')
    assert.deepEqual(await look(account, { overrides: { title: 'Ebb 46' } }), { outcome: 'absent' })
  })

  test('finds a teaser', async () => {
    await using account = await openAccount('news')
    const content = {
      title: 'The tide',
      body: 'It turns again. '.repeat(60),
      url: 'https://tide.example/1',
      sources: [{ source: 'tides', sourceDocToken: '1' }],
    }
    assert.equal((await poster(account)({ content })).outcome, 'published')
    assert.match(
      account.fakes.ledger.posts[0]?.text ?? '',
      /again\.\n\nhttps:\/\/tide\.example\/1$/,
    )
    assert.equal((await look(account, { content })).outcome, 'found')
    const other = { ...content, url: 'https://tide.example/2' }
    assert.equal((await look(account, { content: other })).outcome, 'absent')
  })

  test('distinguishes texts that differ only in their punctuation', async () => {
    await using account = await openAccount('news')
    await poster(account)({ overrides: { title: 'Version 1.0' } })
    assert.equal((await look(account, { overrides: { title: 'Version 10' } })).outcome, 'absent')
  })

  test('finds none that is older than the task', async () => {
    let now = plannedAt.getTime() - minutes(6)
    await using account = await openAccount('news', { now: () => now })
    await poster(account)()
    assert.deepEqual(await look(account), { outcome: 'absent' })
    now = plannedAt.getTime() - minutes(4)
    await poster(account)({ idempotencyKey: 'task_01j00000000000000000000001-9' })
    assert.equal((await look(account)).outcome, 'found')
  })

  test('finds none that was removed', async () => {
    await using account = await openAccount('news')
    const posted = await poster(account)()
    assert.ok(posted.outcome === 'published')
    await account.tools.outbound.request({
      method: 'DELETE',
      url: `${account.settings.instanceUrl}/api/v1/statuses/${posted.remoteId}`,
      headers: ['authorization', `Bearer ${account.credentials.accessToken}`],
      signal: AbortSignal.timeout(5_000),
    })
    assert.deepEqual(await look(account), { outcome: 'absent' })
  })

  test('does not take the first publication for a forced second', async () => {
    await using account = await openAccount('news')
    const post = poster(account)
    await post()
    const ambiguous = await look(account, { generation: 2 })
    assert.deepEqual('code' in ambiguous && ambiguous.code, 'look-ambiguous')
    const second = await post({ generation: 2 })
    const found = await look(account, { generation: 2 })
    assert.deepEqual({ ...found, outcome: 'published' }, second)
  })

  for (const [fault, outcome] of [
    ['expired-token', 'auth-required'],
    ['rate-limited', 'rate-limited'],
    ['error-before', 'unknown'],
    ['error-body', 'unknown'],
    ['drop-before', 'unknown'],
  ] as const) {
    test(`returns unknown when the request meets ${fault}`, async () => {
      for (const meets of [1, 2, 3]) {
        await using account = await openAccount('news')
        await poster(account)()
        let number = 0
        account.fakes.faults.plan(({ step }) =>
          step === 'look' && (number += 1) === meets ? fault : undefined,
        )
        // If a server refuses to show the source, its HTML is compared.
        const expected = meets === 3 && outcome === 'auth-required' ? 'found' : outcome
        assert.equal((await look(account)).outcome, expected, `question ${meets}`)
      }
    })
  }
})

suite('searching on a server that shows texts in its own way', () => {
  const texts = {
    'a picture by its URL': 'Look: ![a boat](https://example.org/boat.jpg)',
    'code with angle brackets': '```\nif (a < b && c > d) return\n```',
    'a link in code': 'Write `[text](https://a.example/)` here.',
    'a tag in code': 'Put `<script>` or `<b>` there.',
    smileys: 'ha :-D and ;-) <3',
    'a mention of a local account': 'Thanks to @alice for the ferry',
  }
  for (const [what, body] of Object.entries(texts)) {
    test(`finds ${what}`, async () => {
      await using account = await openAccount('snac-news')
      const posted = await poster(account)({ overrides: { body } })
      assert.deepEqual(
        { ...(await look(account, { overrides: { body } })), outcome: 'published' },
        posted,
      )
    })
    test(`does not mistake ${what} for another text`, async () => {
      await using account = await openAccount('snac-news')
      await poster(account)({ overrides: { body } })
      const other = { overrides: { body: `${body} again` } }
      assert.deepEqual(await look(account, other), { outcome: 'absent' })
    })
  }

  for (const visibility of ['private', 'direct'] as const) {
    test(`returns unknown for ${visibility} statuses on a server that does not list them`, async () => {
      await using opened = await openAccount('snac-news')
      const account = { ...opened, settings: { ...opened.settings, visibility } }
      await poster(account)()
      const looked = await look(account)
      assert.deepEqual('code' in looked && looked.code, 'look-ambiguous')
    })

    test(`returns absent for ${visibility} statuses on a server that lists them`, async () => {
      await using opened = await openAccount('news')
      const account = { ...opened, settings: { ...opened.settings, visibility } }
      await poster(account)({ overrides: { title: 'Another' } })
      assert.deepEqual(await look(account), { outcome: 'absent' })
    })
  }
})

suite('searching on servers of another kind', () => {
  const status = {
    id: '7',
    url: 'https://social.example/@ann/7',
    created_at: '2026-03-29T06:31:00.000Z',
    content:
      '<p>Where the <em>tide</em> turns</p><p>Morning</p><p>The first ferry left at six.<br/><a>#sea</a> #walks</p>',
  }

  async function lookAt(
    list: (request: IncomingMessage) => unknown[],
    { source, ...changes }: Changes & { source?: string } = {},
  ) {
    await using server = await serveLocally((request, response) => {
      const path = String(request.url)
      if (path.endsWith('verify_credentials')) response.end('{"id":"1","acct":"ann"}')
      else if (path.includes('/accounts/1/statuses')) response.end(JSON.stringify(list(request)))
      else if (source !== undefined) response.end(JSON.stringify({ text: source }))
      else response.writeHead(404).end()
    })
    await using account = await openAccount('news')
    return await look({ ...account, settings: { instanceUrl: server.origin } }, changes)
  }

  test('a server that stores no sources is searched by its HTML', async () => {
    const found = { outcome: 'found', remoteId: '7', url: status.url }
    assert.deepEqual(await lookAt(() => [status]), found)
    assert.deepEqual(await lookAt(() => [{ ...status, content: '<p>Ebb</p>' }]), {
      outcome: 'absent',
    })
  })

  test('a similar text on a server that stores no sources leaves the outcome unknown', async () => {
    const content = status.content.replace('ferry', '&#9972;').replace('#walks', '')
    const looked = await lookAt(() => [{ ...status, content }])
    assert.deepEqual('code' in looked && looked.code, 'look-ambiguous')
  })

  test('returns the newest of several publications, however each is shown', async () => {
    const newest = { ...status, id: '9', content: status.content.replace('ferry', '&#9972;') }
    const found = await lookAt(() => [newest, status], {
      source: statusText(sampleContent),
      generation: 2,
    })
    assert.deepEqual(found, { outcome: 'found', remoteId: '9', url: status.url })
  })

  test('ignores posts of other accounts', async () => {
    assert.deepEqual(await lookAt(() => [{ ...status, reblog: { id: '6' } }]), {
      outcome: 'absent',
    })
  })

  test('returns unknown when a post was edited meanwhile', async () => {
    const edited = { ...status, content: '<p>Ebb</p>', edited_at: '2026-03-29T06:40:00.000Z' }
    assert.equal((await lookAt(() => [edited])).outcome, 'unknown')
  })

  test('reads a list without pages once, where it can be complete', async () => {
    const listOf = (length: number) =>
      Array.from({ length }, (_, id) => ({ ...status, id: String(id), content: '' }))
    assert.deepEqual(await lookAt(() => listOf(60)), { outcome: 'absent' })
    assert.equal((await lookAt(() => listOf(256))).outcome, 'unknown')
  })

  test('gives up on lists that do not end', async () => {
    let pages = 0
    const outcome = await lookAt(() => {
      pages += 1
      return Array.from({ length: 20 }, (_, id) => ({
        ...status,
        id: `${pages}-${id}`,
        content: '',
      }))
    })
    assert.deepEqual(
      [outcome.outcome, 'code' in outcome && outcome.code],
      ['unknown', 'too-many-statuses'],
    )
    assert.equal(pages, 20)
  })
})
