import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite, test, type TestContext } from 'node:test'
import { OperatorError } from '../operator-error.ts'
import { resolveTaskCommand, retryTaskCommand } from './task.ts'

/** An API that accepts everything; returns its requests, and the output. */
async function standIn(context: TestContext, answer: object) {
  const printed: [path: string | undefined, body: unknown][] = []
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray()
    printed.push([request.url, JSON.parse(Buffer.concat(chunks).toString())])
    response.end(JSON.stringify(answer))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  context.after(() => server.close())
  const output: string[] = []
  const say = (line: string) => void output.push(line)
  const { port } = server.address() as AddressInfo
  return {
    told: printed,
    said: output,
    say,
    target: { url: `http://127.0.0.1:${port}`, key: 'prk_test' },
  }
}

suite('pressrun task', () => {
  test('retry names the attempt that follows', async (context) => {
    const {
      told: printed,
      said: output,
      say,
      target,
    } = await standIn(context, { taskId: 'task_1', attempt: 3 })
    await retryTaskCommand('task_1', { ...target, force: true }, {}, say)
    assert.deepEqual(printed, [['/api/v1/tasks/task_1/retry', { force: true }]])
    assert.deepEqual(output, ['task_1 will be tried again: attempt 3'])
  })

  test('resolve passes on what the operator found', async (context) => {
    const {
      told: printed,
      said: output,
      say,
      target,
    } = await standIn(context, {
      id: 'task_1',
      status: 'published',
    })
    const url = 'https://example.org/7'
    await resolveTaskCommand('task_1', { ...target, published: true, postUrl: url }, {}, say)
    assert.deepEqual(printed, [['/api/v1/tasks/task_1/resolve', { outcome: 'published', url }]])
    assert.deepEqual(output, ['task_1 is published'])
  })

  test('resolve requires exactly one of the two', async () => {
    const both = { published: true, notPublished: true }
    const posted = { notPublished: true, postUrl: 'https://example.org/7' }
    for (const options of [{}, both, posted])
      await assert.rejects(resolveTaskCommand('task_1', options, {}), OperatorError)
  })
})
