import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { durationBoundsMs, type RecordedEvent } from '@pressrun/events'
import { tally } from './analytics-hourly.ts'

type Type = 'TaskPublished' | 'TaskAttemptFailed' | 'TaskUnconfirmed'

let position = 0
const event = (type: Type, changes: { at?: string; account?: string; data?: object } = {}) => {
  const { at = '2026-03-01T09:30:00.000Z', account = 'account_a', data } = changes
  position += 1
  return {
    position,
    type,
    recordedAt: at,
    meta: { projectId: 'project_1', actor: 'publisher' },
    data: { accountId: account, platform: 'webhook', durationMs: 7, latenessMs: 3, ...data },
  } as unknown as RecordedEvent
}

suite('tallying by hour', () => {
  test('counts each outcome in its own column', () => {
    const [hour, ...others] = tally([
      event('TaskPublished'),
      event('TaskPublished'),
      event('TaskAttemptFailed'),
      event('TaskUnconfirmed'),
    ])
    assert.deepEqual(others, [])
    assert.deepEqual(hour?.posts, { success: 2, failed: 1, unconfirmed: 1 })
    assert.deepEqual([hour?.durationMs, hour?.latenessMs], [28, 12])
  })

  test('leaves out an attempt that will be made again', () => {
    const retryAt = '2026-03-01T09:31:00.000Z'
    assert.deepEqual(tally([event('TaskAttemptFailed', { data: { retryAt } })]), [])
  })

  test('keeps hours and accounts apart, and belongs to the hour of the outcome', () => {
    const hours = tally([
      event('TaskPublished', { at: '2026-03-01T09:59:59.999Z' }),
      event('TaskPublished', { at: '2026-03-01T10:00:00.000Z' }),
      event('TaskPublished', { at: '2026-03-01T10:00:00.000Z', account: 'account_b' }),
    ])
    assert.deepEqual(
      hours.map(({ hour, accountId, posts }) => [hour, accountId, posts.success]),
      [
        ['2026-03-01T09:00:00.000Z', 'account_a', 1],
        ['2026-03-01T10:00:00.000Z', 'account_a', 1],
        ['2026-03-01T10:00:00.000Z', 'account_b', 1],
      ],
    )
  })

  test('counts a duration in the bucket whose bound it does not pass', () => {
    const bucketOf = (durationMs: number) =>
      tally([event('TaskPublished', { data: { durationMs } })])[0]?.buckets.indexOf(1)
    assert.equal(bucketOf(0), 0)
    assert.equal(bucketOf(5), 0)
    assert.equal(bucketOf(6), 1)
    assert.equal(bucketOf(60_000), durationBoundsMs.length - 1)
    assert.equal(bucketOf(60_001), durationBoundsMs.length)
  })
})
