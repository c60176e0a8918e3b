import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { content, deskOf, query, startInstance, startSink } from './support/index.ts'
import type { Desk, Instance } from './support/index.ts'

const longBody = 'x'.repeat(5 * 1024 * 1024)
const unknownAccount = 'account_01h455vb4pex5vsknk084sn02q'
const unknownRun = 'run_01h455vb4pex5vsknk084sn02q'

suite('an invalid call is refused with a stable code, and nothing of it is stored:', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  let desk: Desk
  let accountId: string
  let foreignAccountId: string
  before(async () => {
    const sink = stack.use(await startSink())
    instance = stack.use(
      await startInstance({ env: { PRESSRUN_PRIVATE_TARGETS: new URL(sink.url).hostname } }),
    )
    desk = deskOf(instance)
    const [own = ''] = await desk.connectWebhooks(sink, 1)
    accountId = own
    const { body: project } = await desk.api('POST', '/projects', { name: 'another' })
    const [foreign = ''] = await desk.connectWebhooks(sink, 1, { projectId: project.id })
    foreignAccountId = foreign
  })
  after(() => stack.disposeAsync())

  const webhook = (url: string) => ({ platform: 'webhook', name: 'w', settings: { url } })
  const feed = (directory: string) => ({
    platform: 'feed',
    name: 'f',
    settings: { directory, title: 'f' },
  })
  const publish = (accountIds: string[]) => ({ content, accountIds })

  type Refused = [what: string, path: string, body: () => unknown, status: number, code: string]
  const refused: Refused[] = [
    ['malformed JSON', '/publish', () => '{"content":', 400, 'malformed-json'],
    ['no JSON at all', '/publish', () => 'title=Spring', 400, 'malformed-json'],
    ['an empty body', '/publish', () => '', 400, 'validation-failed'],
    [
      'an unknown field',
      '/publish',
      () => ({ ...publish([accountId]), acounts: [] }),
      400,
      'validation-failed',
    ],
    ['a body that is a list', '/publish', () => [publish([accountId])], 400, 'validation-failed'],
    ['an id of another kind', '/publish', () => publish([unknownRun]), 400, 'validation-failed'],
    ['a mangled id', '/publish', () => publish(['account_1']), 400, 'validation-failed'],
    ['an unknown account', '/publish', () => publish([unknownAccount]), 400, 'account-not-found'],
    [
      'an account of another project',
      '/publish',
      () => publish([accountId, foreignAccountId]),
      400,
      'account-of-another-project',
    ],
    ['no account', '/publish', () => publish([]), 400, 'validation-failed'],
    [
      'an account named twice',
      '/publish',
      () => publish([accountId, accountId]),
      400,
      'validation-failed',
    ],
    [
      '10,001 accounts',
      '/publish',
      () => publish(Array.from({ length: 10_001 }, (_, i) => idOf(i))),
      400,
      'validation-failed',
    ],
    [
      'a body of 5 MB',
      '/publish',
      () => ({ ...publish([accountId]), content: { title: 'x', body: longBody } }),
      413,
      'body-too-large',
    ],
    [
      'a folder outside the data dir',
      '/accounts',
      () => feed('../elsewhere'),
      400,
      'directory-outside-data-dir',
    ],
    [
      'an absolute folder elsewhere',
      '/accounts',
      () => feed('/etc/feed'),
      400,
      'directory-outside-data-dir',
    ],
    [
      'a webhook to a private address',
      '/accounts',
      () => webhook('http://10.0.0.1/hook'),
      400,
      'target-not-allowed',
    ],
    [
      'a webhook to the metadata service',
      '/accounts',
      () => webhook('http://169.254.169.254/latest'),
      400,
      'target-not-allowed',
    ],
    [
      'a webhook to loopback by another name',
      '/accounts',
      () => webhook('http://[::ffff:127.0.0.2]/hook'),
      400,
      'target-not-allowed',
    ],
    [
      'a platform nobody knows',
      '/accounts',
      () => ({ ...feed('x'), platform: 'gazette' }),
      400,
      'unknown-platform',
    ],
    ['a run that is not there', `/runs/${unknownRun}/start`, () => undefined, 404, 'run-not-found'],
  ]

  for (const [what, path, body, status, code] of refused)
    test(what, async () => {
      const kept = await everything()
      const answer = await post(path, body())
      assert.deepEqual([answer.status, answer.body.code], [status, code])
      assert.equal(answer.type, 'application/problem+json')
      assert.equal(answer.body.status, status)
      assert.ok(answer.body.title && answer.body.traceId)
      assert.deepEqual(await everything(), kept)
    })

  test('a call without a key, or with a wrong one', async () => {
    for (const headers of [{}, { authorization: 'Bearer prk_wrong' }]) {
      const response = await fetch(`${instance.url}/api/v1/runs`, { headers })
      const { code } = (await response.json()) as { code: string }
      assert.deepEqual([response.status, code], [401, 'unauthenticated'])
    }
  })

  async function post(path: string, body: unknown) {
    const response = await fetch(`${instance.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${instance.adminKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const type = response.headers.get('content-type')?.split(';')[0]
    return { status: response.status, type, body: JSON.parse(await response.text()) }
  }

  const everything = async () => {
    const [rows] = await query(instance, counts)
    return rows
  }
})

const idOf = (number: number) => `account_${String(number).padStart(26, '0')}`

const tables = [
  'events',
  'runs',
  'tasks',
  'accounts',
  'account_credentials',
  'snapshots',
  'articles',
]
const counts = `select ${tables
  .map((table) => `(select count(*) from ${table}) as ${table}`)
  .join(', ')}`
