import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'
import { foreignWords, missingWords, nameOf, operationFiles } from './operation-files.fixture.ts'

/** The routes that this version of the API promises. */
const promised = [
  'GET /healthz',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /api/v1/platforms',
  'POST /api/v1/projects',
  'GET /api/v1/projects',
  'GET /api/v1/projects/{id}',
  'PATCH /api/v1/projects/{id}',
  'POST /api/v1/accounts',
  'GET /api/v1/accounts',
  'GET /api/v1/accounts/{id}',
  'PATCH /api/v1/accounts/{id}',
  'DELETE /api/v1/accounts/{id}',
  'POST /api/v1/accounts/{id}/pause',
  'POST /api/v1/accounts/{id}/resume',
  'POST /api/v1/accounts/{id}/verify',
  'POST /api/v1/articles',
  'GET /api/v1/articles',
  'GET /api/v1/articles/{id}',
  'PATCH /api/v1/articles/{id}',
  'POST /api/v1/articles/{id}/publish',
  'POST /api/v1/articles/{id}/sources',
  'POST /api/v1/content-sources',
  'GET /api/v1/content-sources',
  'GET /api/v1/content-sources/{id}',
  'PATCH /api/v1/content-sources/{id}',
  'DELETE /api/v1/content-sources/{id}',
  'POST /api/v1/content-sources/{id}/scan',
  'POST /api/v1/schedules',
  'GET /api/v1/schedules',
  'GET /api/v1/schedules/{id}',
  'PATCH /api/v1/schedules/{id}',
  'DELETE /api/v1/schedules/{id}',
  'POST /api/v1/schedules/{id}/pause',
  'POST /api/v1/schedules/{id}/resume',
  'GET /api/v1/system-jobs',
  'PATCH /api/v1/system-jobs/{id}',
  'POST /api/v1/publish',
  'POST /api/v1/runs',
  'GET /api/v1/runs',
  'GET /api/v1/runs/{id}',
  'PATCH /api/v1/runs/{id}',
  'POST /api/v1/runs/{id}/start',
  'POST /api/v1/runs/{id}/pause',
  'POST /api/v1/runs/{id}/resume',
  'POST /api/v1/runs/{id}/cancel',
  'GET /api/v1/runs/{id}/events',
  'GET /api/v1/runs/{id}/failures',
  'GET /api/v1/tasks',
  'GET /api/v1/tasks/{id}',
  'POST /api/v1/tasks/{id}/retry',
  'POST /api/v1/tasks/retry/{id}',
  'POST /api/v1/tasks/{id}/cancel',
  'POST /api/v1/tasks/{id}/resolve',
  'POST /api/v1/tasks/batch/retry',
  'GET /api/v1/tasks/batch/retry/{batchId}',
  'GET /api/v1/events',
  'GET /api/v1/analytics/hourly',
  'GET /api/v1/analytics/summary',
  'GET /api/v1/projections',
  'POST /api/v1/projections/{name}/rebuild',
  'POST /api/v1/api-keys',
  'GET /api/v1/api-keys',
  'DELETE /api/v1/api-keys/{id}',
  'GET /api/v1/dead-letters',
  'POST /api/v1/dead-letters/{id}/redeliver',
]

type Operation = {
  operationId: string
  summary: string
  tags: string[]
  responses: Record<string, { description: string }>
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: object }> }
}

suite('the OpenAPI document', () => {
  let gateway: TestGateway
  // oxlint-disable-next-line typescript/no-explicit-any
  let document: any
  let operations: [string, Operation][]
  before(async () => {
    gateway = await startGateway()
    document = (await gateway.app.inject('/openapi.json')).json()
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(
        ([method, operation]): [string, Operation] => [
          `${method.toUpperCase()} ${path}`,
          operation,
        ],
      ),
    )
  })
  after(() => gateway[Symbol.asyncDispose]())

  test('is OpenAPI 3.1', () => {
    assert.match(document.openapi, /^3\.1\./)
    assert.ok(document.info.title && document.info.version)
  })

  test('has every route of the gateway', () => {
    const names = operations.map(([name]) => name)
    assert.deepEqual(
      promised.filter((name) => !names.includes(name)),
      [],
    )
  })

  test('names every operation once, and describes it', () => {
    const ids = operations.map(([, operation]) => operation.operationId)
    assert.equal(new Set(ids).size, ids.length)
    for (const [name, operation] of operations) {
      assert.ok(operation.operationId && operation.summary && operation.tags.length > 0, name)
      for (const tag of operation.tags)
        assert.ok(
          document.tags.some((known: { name: string }) => known.name === tag),
          tag,
        )
    }
  })

  test('has the operations that files describe, each in a file of its own, and no other', async () => {
    const files = await operationFiles()
    assert.deepEqual(
      files.map(({ id, operation }) => `${id}: ${nameOf(operation)}`).toSorted(),
      operations.map(([name, { operationId }]) => `${operationId}: ${name}`).toSorted(),
    )
    assert.equal(new Set(files.map(({ file }) => file)).size, files.length)
  })

  test('names an operation by the words of its file and its folder', async () => {
    for (const found of await operationFiles()) {
      const { file, id } = found
      assert.deepEqual([...foreignWords(found), ...missingWords(found)], [], `${file} is ${id}`)
    }
  })

  test('describes how every operation succeeds and how it fails', () => {
    for (const [name, { responses }] of operations) {
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        name,
      )
      assert.ok(responses['default'], name)
      for (const { description } of Object.values(responses))
        assert.ok(description && description !== 'Default Response', name)
    }
  })

  test('has every parameter of every path', () => {
    for (const [name, { parameters = [] }] of operations)
      for (const [, parameter] of name.matchAll(/\{(\w+)\}/g))
        assert.ok(
          parameters.some((known) => known.in === 'path' && known.name === parameter),
          name,
        )
  })

  test('has no dangling references', () => {
    const text = JSON.stringify(document)
    for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = path?.split('/').reduce((part, key) => part?.[key], document)
      assert.ok(found, path)
    }
  })

  test('refuses unknown fields in every body, as the routes do', () => {
    for (const [name, { requestBody }] of operations) {
      const schema = JSON.stringify(requestBody?.content['application/json']?.schema ?? '')
      if (requestBody) assert.ok(schema.includes('"additionalProperties":false'), name)
    }
  })

  test('is served with pages to read it in', async () => {
    const page = await gateway.app.inject('/docs/')
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /swagger/i)
  })
})
