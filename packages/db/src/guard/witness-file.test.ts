import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { keepWitnessFile, readWitnessFile } from './witness-file.ts'

suite('the data directory as a witness', () => {
  test('knows the newest event that it was shown, and nothing before', async () => {
    await using directory = temporaryDirectory()
    assert.deepEqual(await readWitnessFile(directory.path), [])
    {
      await using file = keepWitnessFile(directory.path)
      file.saw({ epoch: 1, position: 6, id: 'event_a' })
      file.saw({ epoch: 1, position: 7, id: 'event_b' })
    }
    assert.deepEqual(await readWitnessFile(directory.path), [
      { name: 'the data directory', epoch: 1, position: 7, id: 'event_b' },
    ])
  })

  test('knows nothing when its file is half a file', async () => {
    await using directory = temporaryDirectory()
    await writeFile(join(directory.path, 'log-witness.json'), '{"epoch":1,"pos')
    assert.deepEqual(await readWitnessFile(directory.path), [])
  })

  test('is not taken for an empty one when its file cannot be read', async () => {
    await using directory = temporaryDirectory()
    await mkdir(join(directory.path, 'log-witness.json'))
    await assert.rejects(readWitnessFile(directory.path), { code: 'EISDIR' })
  })

  test('that cannot be written disturbs nothing', async () => {
    await using file = keepWitnessFile('/nowhere/at/all')
    file.saw({ epoch: 1, position: 7, id: 'event_b' })
  })
})
