import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Connector, Tools, VerifyOutcome } from '@pressrun/platforms'
import { CredentialsSealed } from './jobs/sources.ts'
import { verifyAccount } from './verify-account.ts'

const account = { name: 'News', settings: { a: 1 }, credentials: { token: 't' }, verified: null }

const verifying = (
  verdict: VerifyOutcome,
  load: () => Promise<typeof account> = () => Promise.resolve(account),
) =>
  verifyAccount({
    findAccount: async () => ({ platform: 'mastodon', version: 3 }),
    account: load,
    findConnector: () => ({ verify: async () => verdict }) as unknown as Connector,
    tools: {} as Tools,
    deadlineMs: 1_000,
  })('account_1')

suite('verifying an account', () => {
  test('returns who it is and what its instance allows', async () => {
    const identity = { id: '7', name: '@shore' }
    const limits = [{ path: 'text', unit: 'code-points', max: 500 }] as const
    const verdict = await verifying({ outcome: 'verified', identity, limits })
    assert.deepEqual(verdict, { outcome: 'verified', identity, limits })
  })

  test('returns what is wrong', async () => {
    const wrong = { outcome: 'rejected', code: 'no-such-instance', message: 'no' } as const
    assert.deepEqual(await verifying(wrong), wrong)
  })

  test('returns until when the platform cannot be asked', async () => {
    const until = new Date('2026-03-29T06:35:00.000Z')
    const limited = { outcome: 'rate-limited', scope: 'account', until } as const
    assert.deepEqual(await verifying(limited), {
      outcome: 'rate-limited',
      until: '2026-03-29T06:35:00.000Z',
    })
  })

  test('returns that its credentials cannot be opened', async () => {
    const { outcome, message } = await verifying({ outcome: 'verified' }, () =>
      Promise.reject(new CredentialsSealed(undefined)),
    )
    assert.equal(outcome, 'auth-required')
    assert.match(message ?? '', /cannot be opened/)
  })

  test('fails when the database is away', async () => {
    const away = new Error('away')
    await assert.rejects(
      verifying({ outcome: 'verified' }, () => Promise.reject(away)),
      away,
    )
  })
})
