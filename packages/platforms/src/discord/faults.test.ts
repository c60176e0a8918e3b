import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describeFaults, publish, sampleJob } from '../testing/index.ts'
import { discord } from './connector.ts'
import { openDiscord } from './discord-target.fixture.ts'

describeFaults({ connector: discord, differs: { 'error-body': ['rejected', 0] } })

suite('a Discord webhook', () => {
  test('a Discord webhook that was deleted needs a new one', async () => {
    await using target = await openDiscord('deleted-news')
    const signal = new AbortController().signal
    const { settings, credentials, tools } = target
    for (const outcome of [
      await publish(discord, sampleJob(target), tools),
      await discord.verify(settings, credentials, tools, signal),
    ]) {
      assert.equal(outcome.outcome, 'auth-required')
      assert.match('message' in outcome ? outcome.message : '', /webhook is gone.*Unknown Webhook/)
    }
  })
})
