import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { deciderOf } from '../decider.fixture.ts'
import { decideAccount, type AccountCommand, type AccountEvent } from './decide.ts'
import { evolveAccount } from './evolve.ts'
import type { AccountState } from './state.ts'

const accountId = 'account_01h455vb4pex5vsknk084sn02q'
const projectId = 'project_00000000000000000000000000'
const at = '2026-03-29T09:00:00.000Z'
const soon = '2026-03-29T10:00:00.000Z'
const later = '2026-03-29T12:00:00.000Z'

const facts = { projectId, platform: 'feed', name: 'News', settings: { a: 1 }, limits: {} } as const
const connected: AccountEvent = { type: 'AccountConnected', data: facts }
const paused: AccountEvent = { type: 'AccountPaused', data: {} }
const resumed: AccountEvent = { type: 'AccountResumed', data: {} }
const removed: AccountEvent = { type: 'AccountRemoved', data: {} }
const reason = { code: 'auth-required', message: 'The token was revoked.' }
const held: AccountEvent = { type: 'AccountHeld', data: reason }
const throttled = (until: string): AccountEvent => ({
  type: 'AccountThrottled',
  data: { until, scope: 'account' },
})

const connect: AccountCommand = { type: 'ConnectAccount', accountId, ...facts }
const change = (data: object): AccountCommand => ({
  type: 'ChangeAccount',
  accountId,
  credentialsReplaced: false,
  ...data,
})
const pause: AccountCommand = { type: 'PauseAccount', accountId }
const resume: AccountCommand = { type: 'ResumeAccount', accountId }
const hold: AccountCommand = { type: 'HoldAccount', accountId, ...reason }
const remove: AccountCommand = { type: 'RemoveAccount', accountId }
const throttle = (until: string): AccountCommand => ({
  type: 'ThrottleAccount',
  accountId,
  until,
  scope: 'account',
})

const { given, stateAfter } = deciderOf(
  decideAccount,
  (account: AccountState | null, event: AccountEvent): AccountState | null =>
    evolveAccount(account, event, accountId, at),
  null,
)

suite('connecting an account', () => {
  test('stores what it was connected with', () => given().when(connect).yields(connected))
  test('is refused when it exists', () =>
    given(connected).when(connect).isRefused('account-exists'))
  test('is refused when it was removed: its id stays taken', () =>
    given(connected, removed).when(connect).isRefused('account-exists'))
})

suite('changing an account', () => {
  test('records the changed fields', () =>
    given(connected)
      .when(change({ name: 'Sport' }))
      .yields({ type: 'AccountChanged', data: { name: 'Sport', credentialsReplaced: false } }))
  test('records that the credentials were replaced, without them', () =>
    given(connected)
      .when(change({ credentialsReplaced: true }))
      .yields({ type: 'AccountChanged', data: { credentialsReplaced: true } }))
  test('changes nothing when no field differs', () =>
    given(connected).when(change({})).changesNothing())
  test('honours the version that the caller has seen', () => {
    given(connected, paused)
      .when(change({ name: 'Sport', expectedVersion: 2 }))
      .yields({ type: 'AccountChanged', data: { name: 'Sport', credentialsReplaced: false } })
    given(connected, paused)
      .when(change({ name: 'Sport', expectedVersion: 1 }))
      .isRefused('version-mismatch')
  })
})

suite('pausing, holding and resuming an account', () => {
  test('an active one is paused, once', () => {
    given(connected).when(pause).yields(paused)
    given(connected, paused).when(pause).changesNothing()
  })
  test('a held one can be paused', () => given(connected, held).when(pause).yields(paused))
  test('an active one is held, once', () => {
    given(connected).when(hold).yields(held)
    given(connected, held).when(hold).changesNothing()
  })
  test('a held one is held for another reason when there is one', () => {
    const reason = { code: 'auth-required', message: 'The new token is wrong, too.' }
    given(connected, held)
      .when({ ...hold, ...reason })
      .yields({ type: 'AccountHeld', data: reason })
  })
  test('a paused one stays paused when it would be held', () =>
    given(connected, paused).when(hold).changesNothing())
  test('either becomes active again, once', () => {
    given(connected, paused).when(resume).yields(resumed)
    given(connected, held).when(resume).yields(resumed)
    given(connected).when(resume).changesNothing()
  })
})

suite('throttling an account', () => {
  test('blocks it until then', () => given(connected).when(throttle(soon)).yields(throttled(soon)))
  test('prolongs, but never shortens', () => {
    given(connected, throttled(soon)).when(throttle(later)).yields(throttled(later))
    given(connected, throttled(later)).when(throttle(soon)).changesNothing()
    given(connected, throttled(soon)).when(throttle(soon)).changesNothing()
  })
})

suite('an account that is not there', () => {
  const commands = [change({ name: 'x' }), pause, resume, hold, throttle(soon), remove]
  for (const command of commands)
    test(`refuses ${command.type}`, () => {
      given().when(command).isRefused('account-not-found')
      given(connected, removed).when(command).isRefused('account-not-found')
    })
  test('a removed account no longer exists', () => given(connected).when(remove).yields(removed))
})

suite('folding an account', () => {
  test('begins active, without limits of time', () =>
    assert.deepEqual(stateAfter([connected]), {
      id: accountId,
      version: 1,
      status: 'active',
      reason: null,
      connectedVersion: 1,
      unconfirmedPolicy: 'ask',
      verified: null,
      ...facts,
      blockedUntil: null,
      createdAt: at,
    } satisfies AccountState))

  test('leaves fields alone that a change does not name', () => {
    const limits = { maxInFlight: 3 }
    const account = stateAfter([
      connected,
      { type: 'AccountChanged', data: { limits, credentialsReplaced: false } },
      { type: 'AccountChanged', data: { settings: {}, credentialsReplaced: false } },
    ])
    assert.deepEqual(
      [account?.name, account?.settings, account?.limits, account?.version],
      ['News', {}, limits, 3],
    )
  })

  test('stores why it is held, and forgets it', () => {
    assert.deepEqual(stateAfter([connected, held])?.reason, reason)
    for (const event of [resumed, paused, removed])
      assert.equal(stateAfter([connected, held, event])?.reason, null)
  })

  test('is a fault without the first event', () =>
    assert.throws(() => stateAfter([paused]), /AccountPaused before AccountConnected/))
})

suite('an account that was reconnected', () => {
  const changed = (credentialsReplaced: boolean): AccountEvent => ({
    type: 'AccountChanged',
    data: { credentialsReplaced, name: 'New' },
  })
  const holdAsSeen = (seenVersion: number): AccountCommand => ({ ...hold, seenVersion })

  test('is not held for a fault of its former credentials', () =>
    given(connected, changed(true)).when(holdAsSeen(1)).changesNothing())

  test('is held for a fault of its present credentials, whatever else has changed', () => {
    given(connected, changed(false)).when(holdAsSeen(1)).yields(held)
    given(connected, changed(true)).when(holdAsSeen(2)).yields(held)
  })
})

suite('verifying an account', () => {
  const found = { identity: { name: '@shore' }, limits: [] }
  const note: AccountCommand = { type: 'NoteVerification', accountId, found }
  const verified: AccountEvent = { type: 'AccountVerified', data: found }

  test('stores what the platform returned, once', () => {
    given(connected).when(note).yields(verified)
    given(connected, verified).when(note).changesNothing()
  })

  test('is forgotten with the settings it was for', () => {
    const changed = { credentialsReplaced: false, settings: { a: 2 } }
    const account = stateAfter([connected, verified, { type: 'AccountChanged', data: changed }])
    assert.equal(account?.verified, null)
  })
})

suite('what to do when an outcome cannot be known', () => {
  test('is left to a person unless the account says otherwise', () => {
    assert.equal(stateAfter([connected])?.unconfirmedPolicy, 'ask')
    const data = { credentialsReplaced: false, unconfirmedPolicy: 'at-least-once' as const }
    given(connected).when(change(data)).yields({ type: 'AccountChanged', data })
    const account = stateAfter([connected, { type: 'AccountChanged', data }])
    assert.equal(account?.unconfirmedPolicy, 'at-least-once')
  })
})
