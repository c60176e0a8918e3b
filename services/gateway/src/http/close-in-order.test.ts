import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { suite, test } from 'node:test'
import fastify from 'fastify'
import type { App } from './app.ts'
import { closeInOrder } from './close-in-order.ts'

suite('closing the gateway', () => {
  test('finishes requests under way, and does not wait for idle connections', async () => {
    const app: App = fastify()
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const { promise: answered, resolve: answer } = Promise.withResolvers<string>()
    closeInOrder(app, () => {})
    app.get('/slow', () => {
      ask()
      return answered
    })
    const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const mute = connect(Number(url.port), url.hostname)
    await once(mute, 'connect')
    const muteClosed = once(mute, 'close')
    const slow = fetch(new URL('/slow', url))
    await asked

    const closed = app.close()
    answer('done')
    assert.equal(await (await slow).text(), 'done')
    mute.resume()
    await Promise.all([closed, muteClosed])
  })
})
