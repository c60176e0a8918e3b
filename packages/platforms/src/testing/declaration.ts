import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { z } from 'zod'
import type { Content, Limit } from '@pressrun/content'
import type { ConformanceFixture } from './fixture.ts'
import { deepFreeze, sampleContent } from './sample-job.ts'

export function describeDeclaration<Settings, Credentials>({
  connector,
  openTarget,
  contentOfSize = partOfSize,
}: ConformanceFixture<Settings, Credentials>): void {
  suite('declares itself', () => {
    test('its schemas can be shown as JSON Schema and refuse unknown fields', async () => {
      await using target = await openTarget()
      for (const [schema, value] of [
        [connector.settingsSchema, target.settings],
        [connector.credentialsSchema, target.credentials],
      ] as const) {
        assert.equal(z.toJSONSchema(schema, { io: 'input' }).type, 'object')
        assert.deepEqual(schema.parse(value), value)
        assert.equal(schema.safeParse({ ...value, surprise: true }).success, false)
      }
    })

    test('settings that work have no violations', async () => {
      await using target = await openTarget()
      const installation = { dataDir: target.tools.dataDir, privateTargets: ['127.0.0.1'] }
      assert.deepEqual(connector.checkSettings(target.settings, installation), [])
    })

    test('validating is pure', async () => {
      const content = deepFreeze(structuredClone(sampleContent))
      const once = connector.validate(content)
      assert.deepEqual(once, [])
      assert.deepEqual(connector.validate(content), once)
    })

    for (const limit of connector.limits) {
      test(`${limit.path} may have ${limit.max} ${limit.unit} and not one more`, async () => {
        const codesAt = (size: number) =>
          connector
            .validate(contentOfSize(limit, size))
            .map(({ path, limit: max, actual }) => ({ path, max, actual }))
        assert.deepEqual(codesAt(limit.max), [])
        const violation = { path: limit.path, max: limit.max, actual: limit.max + 1 }
        assert.deepEqual(codesAt(limit.max + 1), [violation])
      })
    }
  })
}

/** One ASCII letter is one of every unit. */
function partOfSize({ path }: Limit, size: number): Content {
  const part =
    path === 'tags' ? Array.from({ length: size }, (_, index) => `a${index}`) : 'a'.repeat(size)
  return { ...sampleContent, [path]: part }
}
