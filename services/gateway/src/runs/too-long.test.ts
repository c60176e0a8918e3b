import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { countRows } from './count-rows.fixture.ts'

const content = { title: 'A walk', body: 'It rained all day. '.repeat(60) }
const sources = [{ source: 'notes', sourceDocToken: 'walk' }]

suite('publishing what is too long for some platforms', () => {
  let gateway: TestGateway
  let [page, short]: [string, string] = ['', '']
  before(async () => {
    gateway = await startGateway()
    page = await gateway.connect()
    const settings = { service: 'https://bsky.example', identifier: 'walker.example' }
    const credentials = { appPassword: 'abcd-efgh-ijkl-mnop' }
    short = await gateway.connect('short', { platform: 'bluesky', settings, credentials })
  })
  after(() => gateway[Symbol.asyncDispose]())

  const publish = async (more: object) => {
    const given = { content, accountIds: [page, short], ...more }
    const { status, body } = await gateway.call('POST', '/publish', given)
    const { details = [], counts } = body as { details?: { accountId: string }[]; counts?: object }
    return { status, code: body.code, accounts: details.map((one) => one.accountId), counts }
  }

  test('publishes to the others', async () => {
    const { status, counts } = await publish({})
    assert.equal(status, 201)
    assert.equal((counts as { queued: number }).queued, 2)
  })

  test('is refused, and nothing is written, where no account can accept it', async () => {
    const before = await countRows(gateway)
    const refused = { status: 422, code: 'content-invalid', accounts: [short], counts: undefined }
    assert.deepEqual(await publish({ accountIds: [short] }), refused)
    assert.deepEqual(await publish({ strict: true }), refused)
    assert.deepEqual(await countRows(gateway), before)
  })

  test('makes a teaser there if the run or the account asks for it, and by default if it comes from a source', async () => {
    const strictly = async (more: object) => (await publish({ ...more, strict: true })).status
    assert.equal(await strictly({ tooLong: 'teaser' }), 201)
    assert.equal(await strictly({ overrides: { [short]: { tooLong: 'teaser' } } }), 201)
    assert.equal(await strictly({ content: { ...content, sources } }), 201)
    assert.equal(await strictly({ content: { ...content, sources }, tooLong: 'refuse' }), 422)
    const overrides = { [short]: { tooLong: 'refuse' } }
    assert.equal(await strictly({ tooLong: 'teaser', overrides }), 422)
  })

  test('makes no thread, as threads are not supported yet', async () => {
    assert.equal((await publish({ tooLong: 'thread' })).code, 'validation-failed')
  })

  test('is stored with the tasks whose text is to be shortened', async () => {
    const run = await gateway.call('POST', '/publish', {
      content,
      accountIds: [page, short],
      tooLong: 'teaser',
      overrides: { [page]: { title: 'Ours' } },
    })
    const { rows } = await gateway.gateway.database.pool.query(
      'select overrides from tasks where run_id = $1 order by id',
      [run.body.id],
    )
    const kept = rows.map(({ overrides }: { overrides: object }) => overrides)
    assert.deepEqual(kept, [{ tooLong: 'teaser', title: 'Ours' }, { tooLong: 'teaser' }])
  })
})
