import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { isOutOfFiles } from './out-of-files.ts'
import { writableDirectory } from './writable-directory.ts'

const temporary = () => mkdtempDisposable(join(tmpdir(), 'pressrun-'))

suite('a directory that must be writable', () => {
  test('is writable, and no file is left behind', async () => {
    await using directory = await temporary()
    await writableDirectory(directory.path)()
    assert.deepEqual(readdirSync(directory.path), [])
  })

  test('is not writable when it is no directory, or no longer one', async () => {
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

  test('is not checked when it never existed', async () => {
    await writableDirectory('/nowhere/at/all')()
  })
})

test('a file system that counts its files is full when few are left', () => {
  assert.equal(isOutOfFiles({ files: 1_000, ffree: 0 }), true)
  assert.equal(isOutOfFiles({ files: 1_000, ffree: 900 }), false)
  assert.equal(isOutOfFiles({ files: 0, ffree: 0 }), false, 'it does not count them')
})
