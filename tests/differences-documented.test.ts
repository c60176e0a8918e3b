import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { differences } from './real-servers/readers/differences.ts'

suite('docs/platforms.md', () => {
  test('lists every difference that readers see', () => {
    const page = readFileSync(join(import.meta.dirname, '../docs/platforms.md'), 'utf8')
    for (const [server, list] of Object.entries(differences))
      for (const { document, because } of list)
        assert.ok(
          page.includes(`| ${server} | ${document} | ${because} |`),
          `${server}: ${document}`,
        )
    const lines = page.match(/^\| (snac|pds|ghost|wordpress) \|/gm) ?? []
    assert.equal(lines.length, Object.values(differences).flat().length, 'and of no other')
  })
})
