import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { signatureHeaders } from './sign.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

suite('signing a webhook', () => {
  test('makes headers that the Standard Webhooks library accepts', () => {
    const body = JSON.stringify({ title: 'Ebbe – größer ✓' })
    const list = signatureHeaders(secret, 'task_1.1', new Date(), body)
    const headers: Record<string, string> = {}
    for (let i = 0; i < list.length; i += 2) headers[String(list[i])] = String(list[i + 1])
    assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body))
    assert.throws(() => new Webhook(secret).verify(`${body} `, headers))
  })
})
