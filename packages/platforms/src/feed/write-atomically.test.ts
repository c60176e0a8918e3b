import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { writeAtomically } from './write-atomically.ts'

suite('writing atomically', () => {
  test('a reader sees one whole version, and no other file remains', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pressrun-write-'))
    const file = join(directory, 'a')
    const versions = Array.from({ length: 20 }, (_, n) => String(n % 10).repeat(200_000))
    await writeAtomically(file, versions[0] ?? '')
    const writing = Promise.all(versions.map((version) => writeAtomically(file, version)))
    for (let reads = 0; reads < 30; reads++) {
      const seen = await readFile(file, 'utf8')
      assert.ok(versions.includes(seen), `${seen.length} bytes of no version`)
    }
    await writing
    assert.deepEqual(await readdir(directory), ['a'])
    await rm(directory, { recursive: true })
  })

  test('a file with the same content is left alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'pressrun-write-'))
    const file = join(directory, 'a')
    await writeAtomically(file, 'same')
    const { ino } = await stat(file)
    await writeAtomically(file, 'same')
    assert.equal((await stat(file)).ino, ino)
    await writeAtomically(file, 'other')
    assert.notEqual((await stat(file)).ino, ino)
    await rm(directory, { recursive: true })
  })
})
