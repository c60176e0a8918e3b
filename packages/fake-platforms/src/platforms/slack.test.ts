import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startFakePlatforms } from '../index.ts'

suite('the fake of Slack', () => {
  for (const [length, messages] of [
    [4_000, 1],
    [4_001, 2],
    [50_000, 10],
  ] as const) {
    test(`makes ${messages} of a text of ${length}`, async () => {
      await using fakes = await startFakePlatforms()
      const { settings, credentials } = fakes.account('slack', 'news')
      const response = await fetch(`${String(settings['apiUrl'])}/chat.postMessage`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${String(credentials['botToken'])}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ channel: settings['channel'], text: 'a'.repeat(length) }),
      })
      assert.equal(response.status, 200)
      assert.equal(fakes.ledger.of('slack').length, messages)
    })
  }
})
