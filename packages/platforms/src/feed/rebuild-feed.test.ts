import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { openDirectory } from './directory.ts'
import { entryFile, rebuildFeed } from './rebuild-feed.ts'
import { writeAtomically } from './write-atomically.ts'

suite('rebuilding a feed', () => {
  test('loses no entry when several processes do it at once', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-rebuild-'))
    const directory = await openDirectory(dataDir, 'site')
    // What another publisher does: nothing here is serialised.
    const post = async (n: number): Promise<void> => {
      const entry = join(directory.entries, entryFile(new Date(n), `task_${n}.1`))
      await writeAtomically(entry, `<entry>${n}</entry>\n`)
      await rebuildFeed(directory, { id: 'urn:x', title: 'x', siteUrl: undefined })
    }
    for (let round = 0; round < 20; round++) {
      await Promise.all([1, 2, 3, 4].map((n) => post(round * 4 + n)))
      const atom = await readFile(join(directory.pages, 'feed.xml'), 'utf8')
      assert.equal(atom.match(/<entry>/g)?.length, (round + 1) * 4)
    }
    await rm(dataDir, { recursive: true })
  })
})
