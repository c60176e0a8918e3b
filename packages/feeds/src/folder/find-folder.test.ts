import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { folderProblem } from './find-folder.ts'

suite('the folder of a source', () => {
  test('is found, or its fault is named', async () => {
    await using directory = temporaryDirectory()
    await using outside = temporaryDirectory()
    const limits = { dataDir: directory.path, sourceDirs: [outside.path] }
    mkdirSync(join(directory.path, 'posts'))
    writeFileSync(join(directory.path, 'file.md'), '# A file')
    symlinkSync('/', join(directory.path, 'link'))
    const codeOf = async (location: string) => (await folderProblem({ location, limits }))?.code
    assert.equal(await codeOf('posts'), undefined)
    assert.equal(await codeOf(outside.path), undefined)
    assert.equal(await codeOf('nowhere'), 'folder-not-found')
    assert.equal(await codeOf(join(outside.path, 'nowhere')), 'folder-not-found')
    assert.equal(await codeOf('file.md'), 'not-a-folder')
    assert.equal(await codeOf('file.md/inside'), 'not-a-folder')
    assert.equal(await codeOf('link'), 'directory-outside-data-dir')
  })
})
