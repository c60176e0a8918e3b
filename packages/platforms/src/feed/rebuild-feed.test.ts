import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { openDirectory } from './directory.ts'
import { entryFile, rebuildFeed } from './rebuild-feed.ts'
import { writeAtomically } from './write-atomically.ts'

suite('rebuilding a feed', () => {
  test('loses no entry that another process adds just before the feed is written', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-rebuild-'))
    const directory = await openDirectory(dataDir, 'site')
    const addEntry = (n: number): Promise<void> => {
      const file = join(directory.entries, entryFile(new Date(n), `task_${n}.1`))
      return writeAtomically(file, `<entry>${n}</entry>\n`)
    }
    await addEntry(1)
    const head = { id: 'urn:x', title: 'x', siteUrl: undefined }
    await rebuildFeed(directory, head, async (path, text) => {
      await addEntry(2)
      await writeAtomically(path, text)
    })
    const atom = await readFile(join(directory.pages, 'feed.xml'), 'utf8')
    assert.deepEqual(atom.match(/<entry>.*<\/entry>/g), ['<entry>2</entry>', '<entry>1</entry>'])
    await rm(dataDir, { recursive: true })
  })
})
