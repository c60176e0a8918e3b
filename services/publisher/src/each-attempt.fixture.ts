import assert from 'node:assert/strict'
import { afterEach, beforeEach } from 'node:test'
import type { RecordedEvent } from '@pressrun/events'
import { openPublisher, type TestPublisher } from './publisher.fixture.ts'
import { scriptedPlatform, type Platform } from './scripted-platform.fixture.ts'

/** Belongs to the running test. */
export let platform: Platform
export let publisher: TestPublisher

/** Gives each test of the suite a platform of that class, and a publisher that uses it. */
export function withPlatform(idempotencyClass: Platform['class']): void {
  beforeEach(async () => {
    platform = scriptedPlatform(idempotencyClass)
    if (idempotencyClass === 'none') delete platform.reconcile
    publisher = await openPublisher(platform)
  })
  afterEach(() => publisher[Symbol.asyncDispose]())
}

export const last = async (job: RecordedEvent) => {
  const event = (await publisher.history(job)).at(-1)
  return event ?? assert.fail('no event')
}
export const types = async (job: RecordedEvent) =>
  (await publisher.history(job)).map((event) => event.type)
export const lostConnection = () =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
