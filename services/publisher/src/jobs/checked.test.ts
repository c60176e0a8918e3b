import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkedFinding, checkedOutcome, checkedPreparation, garbage } from './checked.ts'

const credentials = { token: 'tok-12345-67890' }
const { token } = credentials

suite('what a connector returns', () => {
  test('has secrets of the account removed', () => {
    const published = { outcome: 'published', remoteId: token } as const
    assert.deepEqual(checkedOutcome(published, credentials), { outcome: 'published' })
    const found = { outcome: 'found', remoteId: '7', url: `https://a.example/${token}` } as const
    assert.deepEqual(checkedFinding(found, credentials), { outcome: 'found', remoteId: '7' })
    const refused = { outcome: 'auth-required', message: `${token} is over` } as const
    const outcome = { outcome: 'auth-required', message: '[redacted] is over' }
    for (const checked of [checkedOutcome, checkedPreparation, checkedFinding])
      assert.deepEqual(checked(refused, credentials), outcome)
  })

  test('is prepared as it is: what goes to the platform may hold secrets', () => {
    const prepared = { outcome: 'prepared', payload: token, token: 'task_1-1' } as const
    assert.equal(checkedPreparation(prepared, credentials), prepared)
  })

  test('is garbage when it breaks the contract', () => {
    const broken = { outcome: 'published', remoteId: 7 } as never
    for (const checked of [checkedOutcome, checkedPreparation, checkedFinding])
      assert.deepEqual(checked(broken, credentials), garbage)
  })
})
