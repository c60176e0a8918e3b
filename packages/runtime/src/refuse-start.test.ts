import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { CannotStart } from './process.ts'
import { refuseStart } from './refuse-start.ts'

const never = new AbortController().signal

suite('a start', () => {
  test('is refused for a known reason, and goes on without one', async () => {
    await assert.rejects(refuseStart(Promise.resolve('a key is missing'), never), CannotStart)
    const refuseLater = await refuseStart(Promise.resolve(undefined), never)
    await refuseLater()
  })

  test('does not wait for a reason that is found late', async () => {
    const found = Promise.withResolvers<string | undefined>()
    const refuseLater = await refuseStart(found.promise, AbortSignal.abort())
    found.resolve('a key is missing')
    await assert.rejects(refuseLater(), new CannotStart('a key is missing'))
  })
})
