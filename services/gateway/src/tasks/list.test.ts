import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { openDatabase } from '@pressrun/db'
import { blockReasons } from '@pressrun/events'
import { insertManyTasks, rareCount } from '@pressrun/queries/testing'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

type Item = { id: string; accountId: string; accountName: string; blockedOn?: { reason: string } }

suite('the list of tasks', () => {
  let gateway: TestGateway
  let all: Item[]
  before(async () => {
    gateway = await startGateway()
    await using database = openDatabase({ url: gateway.databaseUrl, connectionsMax: 1 })
    await insertManyTasks(database.pool, 1_000)
    all = await list('')
  })
  after(() => gateway[Symbol.asyncDispose]())

  /** All pages. */
  async function list(filter: string, limit = 200): Promise<Item[]> {
    const items: Item[] = []
    for (let cursor = ''; ;) {
      const { body } = await gateway.call('GET', `/tasks?limit=${limit}${filter}${cursor}`)
      items.push(...body.items)
      if (body.nextCursor === null) return items
      cursor = `&cursor=${body.nextCursor}`
    }
  }

  test('is filtered by the reasons for waiting that the tasks show', async () => {
    // For a restore all tasks wait, or none: see below.
    for (const reason of blockReasons.filter((one) => one !== 'restored')) {
      const expected = all.filter(({ blockedOn }) => blockedOn?.reason === reason)
      assert.ok(expected.length >= rareCount, reason)
      assert.deepEqual(await list(`&blockedOn=${reason}`), expected, reason)
      assert.deepEqual(await list(`&blockedOn=${reason}`, 3), expected, reason)
      const { body } = await gateway.call('GET', `/tasks/${expected[0]?.id}`)
      assert.equal(body.blockedOn.reason, reason)
    }
  })

  test('is filtered by those together with the rest', async () => {
    const [held] = all.filter(({ blockedOn }) => blockedOn?.reason === 'account-held')
    const ofAccount = `&blockedOn=account-held&accountId=${held?.accountId}`
    const found = await list(`${ofAccount}&platform=webhook`)
    assert.ok(found.length > 0)
    assert.ok(found.every(({ accountId }) => accountId === held?.accountId))
    assert.deepEqual(await list(`${ofAccount}&platform=nowhere`), [])
    assert.deepEqual(await list('&blockedOn=account-held&status=published'), [])
  })

  test('shows that all wait while the database is a restored one', async () => {
    await using database = openDatabase({ url: gateway.databaseUrl, connectionsMax: 1 })
    const held = (await list('&status=held')).map(({ id }) => id)
    const waiting = async () => (await list('&status=held&blockedOn=restored')).map(({ id }) => id)
    assert.deepEqual(await waiting(), [])
    await database.pool.query(`update log_guard set restored_at = now(), reason = 'a test'`)
    const found = await waiting()
    await database.pool.query('update log_guard set restored_at = null')
    assert.deepEqual(found, held)
    assert.ok(held.length > 0)
  })

  test('refuses an unknown reason', async () => {
    assert.equal((await gateway.call('GET', '/tasks?blockedOn=weather')).status, 400)
  })

  test('names the accounts', async () => {
    const { body } = await gateway.call('GET', `/accounts/${all[0]?.accountId}`)
    assert.equal(all[0]?.accountName, body.name)
    assert.ok(all.every(({ accountName }) => accountName))
  })
})
