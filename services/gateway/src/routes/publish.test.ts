import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startGateway } from '../gateway.fixture.ts'

const content = { title: 'Release 1.0', body: 'It is *out*.' }

suite('publishing content', () => {
  test('plans a task per account and starts the run', async () => {
    await using gateway = await startGateway()
    const accountIds = [await gateway.connect(), await gateway.connect()]
    const { status, headers, body } = await gateway.call('POST', '/publish', {
      content,
      accountIds,
    })
    assert.equal(status, 201)
    assert.equal(headers['location'], `/api/v1/runs/${body.id}`)
    assert.equal(body.status, 'running')
    assert.equal(body.counts.queued, 2)
    assert.deepEqual(
      body.tasks.map((task: { accountId: string }) => task.accountId),
      accountIds,
    )
    const shown = await gateway.call('GET', `/runs/${body.id}`)
    assert.deepEqual(shown.body, body)
  })
})
