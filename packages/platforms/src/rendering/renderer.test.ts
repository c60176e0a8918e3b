import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createRenderer } from './renderer.ts'

const long = '- **one** [two](https://a.example)\n'.repeat(30_000)

suite('a content that takes too long to be validated', () => {
  test('is refused', async () => {
    await using renderer = createRenderer({ cpuMsMax: 1 })
    const content = { title: 'a', body: long }
    const refused = await renderer.render('violations', { platform: 'wordpress', content })
    assert.partialDeepStrictEqual(refused, { outcome: 'rejected', code: 'body-not-renderable' })
  })
})
