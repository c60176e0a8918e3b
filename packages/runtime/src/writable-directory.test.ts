import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { isOutOfFiles } from './out-of-files.ts'
import { writableDirectory } from './writable-directory.ts'

const temporary = () => mkdtempDisposable(join(tmpdir(), 'pressrun-'))

suite('a directory that is to be written', () => {
  test('is, and nothing is left behind', async () => {
    await using directory = await temporary()
    await writableDirectory(directory.path)()
    assert.deepEqual(readdirSync(directory.path), [])
  })

  test('is not when it is no directory, or is one no longer', async () => {
    await using directory = await temporary()
    const file = join(directory.path, 'file')
    writeFileSync(file, '')
    await assert.rejects(writableDirectory(file)(), /^Error: nothing can be written in .*ENOTDIR/)
    const data = join(directory.path, 'data')
    mkdirSync(data)
    const check = writableDirectory(data)
    await check()
    renameSync(data, join(directory.path, 'moved'))
    await assert.rejects(async () => check(), /nothing can be written in .*ENOENT/)
  })

  test('is nobody’s concern when it was never there', async () => {
    await writableDirectory('/nowhere/at/all')()
  })
})

test('a file system has no place for files when it counts them and few are left', () => {
  assert.equal(isOutOfFiles({ files: 1_000, ffree: 0 }), true)
  assert.equal(isOutOfFiles({ files: 1_000, ffree: 900 }), false)
  assert.equal(isOutOfFiles({ files: 0, ffree: 0 }), false, 'it does not count them')
})
