import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { seal, secretKeys } from '@pressrun/vault'
import type { AccountId, TaskId } from '@pressrun/events'
import { openPublisher, type TestPublisher } from '../publisher.fixture.ts'
import { scriptedPlatform } from '../scripted-platform.fixture.ts'
import { accountSource, KeyNotHere, snapshotSource } from './sources.ts'

suite('what a job needs', () => {
  const keys = secretKeys('a new key for tests,a long key for tests')
  const [, key] = keys.byId.values()
  let publisher: TestPublisher
  let accountId: AccountId
  before(async () => {
    publisher = await openPublisher(scriptedPlatform('key'))
    accountId = await publisher.connect()
  })
  after(() => publisher[Symbol.asyncDispose]())

  const keepCredentials = async (credentials: unknown) => {
    const { sealed, keyId } = seal(credentials, accountId, key ?? assert.fail())
    await publisher.pool.query(
      `insert into account_credentials (account_id, version, sealed, key_id) values ($1, 1, $2, $3)
       on conflict (account_id) do update set sealed = excluded.sealed`,
      [accountId, sealed, keyId],
    )
  }

  test('is the account with its credentials opened, as they are in that version', async () => {
    const account = accountSource(publisher.pool, keys, publisher.guard)
    assert.deepEqual((await account(accountId, 1)).credentials, {})
    await keepCredentials({ token: 'first' })
    assert.deepEqual((await account(accountId, 1)).credentials, {}, 'a version does not change')
    assert.deepEqual((await account(accountId, 2)).credentials, { token: 'first' })
    await keepCredentials({ token: 'second' })
    assert.deepEqual((await account(accountId, 3)).credentials, { token: 'second' })
  })

  test('is read together for concurrent callers, each with its own history', async () => {
    const others = await Promise.all([publisher.connect(), publisher.connect()])
    const [other] = others
    await publisher.command({
      type: 'ChangeAccount',
      accountId: other,
      name: 'renamed',
      credentialsReplaced: false,
    })
    const asked: string[] = []
    const { pool } = publisher
    const { query } = pool
    pool.query = ((config: { name: string }) => {
      asked.push(config.name)
      return Reflect.apply(query, pool, [config])
    }) as typeof query
    const account = accountSource(pool, keys, publisher.guard)
    const accounts = await Promise.all(others.map((id) => account(id, 1)))
    pool.query = query
    assert.equal(new Set(asked).size, 2, 'accounts and streams')
    assert.equal(asked.length, 2)
    assert.deepEqual(
      accounts.map(({ history }) => history.map(({ type, streamId }) => [type, streamId])),
      [
        [
          ['AccountConnected', others[0]],
          ['AccountChanged', others[0]],
        ],
        [['AccountConnected', others[1]]],
      ],
    )
    await assert.rejects(account('account_00000000000000000000000000', 1), /not in the database/)
  })

  test('does not open under another key', async () => {
    await keepCredentials({ token: 'first' })
    const account = accountSource(
      publisher.pool,
      secretKeys('another key for tests'),
      publisher.guard,
    )
    await assert.rejects(account(accountId, 1), KeyNotHere)
    await publisher.pool.query(`update account_credentials set key_id = 'given-up:x'`)
    await assert.rejects(account(accountId, 1), { name: 'CredentialsSealed' })
  })

  test('may be sealed with a key that came after this publisher: nothing is held, it is tried again', async () => {
    const account = await publisher.connect()
    const { sealed, keyId } = seal({}, account, key ?? assert.fail())
    await publisher.pool.query(
      `insert into account_credentials (account_id, version, sealed, key_id) values ($1, 1, $2, 'a-later-key')`,
      [account, sealed],
    )
    const job = await publisher.dueJob(account)
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'key-not-here' })
    const { rows } = await publisher.pool.query('select status from accounts where id = $1', [
      account,
    ])
    assert.deepEqual(rows, [{ status: 'active' }])
    await publisher.pool.query(`update account_credentials set key_id = $1`, [keyId])
    await publisher.react(await publisher.nextJob(job.streamId as TaskId))
    assert.equal((await publisher.task(job)).status, 'published')
  })

  test('is the content, by its hash', async () => {
    const { rows } = await publisher.pool.query<{ sha256: string }>('select sha256 from snapshots')
    const snapshot = snapshotSource(publisher.pool)
    assert.deepEqual(await snapshot(rows[0]?.sha256 ?? '', null), {
      title: 'Spring',
      body: 'It is here.',
    })
    await assert.rejects(snapshot('no such hash', null))
  })

  test('is the content that came with the job, without another query', async () => {
    const given = { title: 'Summer', body: 'It came with the row.' }
    assert.deepEqual(await snapshotSource(publisher.pool)('no such hash', given), given)
  })
})
