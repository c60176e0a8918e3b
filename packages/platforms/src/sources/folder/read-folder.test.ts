import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { Found } from '../item.ts'
import { readFolder } from './read-folder.ts'

suite('reading a folder', () => {
  let dataDir = ''
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pressrun-folder-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  for (const [what, ageMs] of [
    ['that were left alone', 60_000],
    ['that were just written', 0],
  ] as const)
    test(`of files ${what} tells that it had to stop`, async () => {
      const folder = join(dataDir, 'posts')
      await mkdir(folder)
      for (const name of ['a.md', 'b.md']) {
        await writeFile(join(folder, name), 'Text.')
        const at = new Date(Date.now() - ageMs)
        await utimes(join(folder, name), at, at)
      }
      const ended = new AbortController()
      const reading = await readFolder({
        location: 'posts',
        limits: { dataDir, sourceDirs: [] },
        known: new Map(),
        signal: ended.signal,
      })
      assert.ok(reading.outcome === 'read')
      if (ageMs === 0) setImmediate(() => ended.abort())
      const kinds: Found['kind'][] = []
      for await (const { kind } of reading.found) {
        kinds.push(kind)
        ended.abort()
      }
      assert.deepEqual(kinds, ageMs === 0 ? ['unfinished'] : ['item', 'unfinished'])
    })
})
