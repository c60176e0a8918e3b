import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { render } from '@pressrun/platforms/testing'
import { composed } from './documents/composed.ts'
import { ways } from './documents/ways.ts'
import { knownDifferences } from './documents/known-differences.ts'
import { readCorpus } from './real-servers/readers/corpus.ts'

suite('the documents of the corpus', () => {
  const documents = readCorpus()

  test('are many, and all different', () => {
    assert.ok(documents.length >= 200, `${documents.length}`)
    assert.equal(new Set(documents.map(({ name }) => name)).size, documents.length)
  })

  for (const way of ways)
    test(`read the same on ${way.platform}, except for what it cannot show`, async () => {
      const differences: Record<string, readonly string[]> = {}
      for (const document of documents) {
        const found = await way.compare(document, render)
        if (found.length > 0) differences[document.name] = found
      }
      assert.deepEqual(differences, knownDifferences[way.platform] ?? {})
    })

  for (const way of ways)
    test(`read the same on ${way.platform} nested and in sequence`, async () => {
      const says = fc.asyncProperty(composed, async (document) => {
        // Bluesky's limit.
        fc.pre(way.platform !== 'bluesky' || document.body.length < 250)
        const differences = await way.compare(document, render)
        assert.deepEqual(differences, [], `\n${document.body}`)
      })
      await fc.assert(says, { numRuns: 60, seed: 1 })
    })
})
