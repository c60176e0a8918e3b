import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeFaults, openFake, publish } from '../testing/index.ts'
import { webhook } from './connector.ts'

describeFaults({ connector: webhook, differs: { 'error-body': ['rejected', 0] } })

test('a receiver that ignores keys has two posts after a lost answer', async () => {
  await using receiver = await openFake(webhook, { name: 'ignores-keys-news' })
  receiver.fakes.faults.next('webhook', 'drop-after')
  await publish(webhook, receiver.job(), receiver.tools)
  await publish(webhook, receiver.job({ attempt: 2, inDoubt: true }), receiver.tools)
  assert.equal((await receiver.posts()).length, 2)
})
