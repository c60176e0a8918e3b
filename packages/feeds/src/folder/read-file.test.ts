import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { constants } from 'node:fs'
import { mkdtemp, open, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readFile } from './read-file.ts'

test('a pipe is not opened, so that its writer goes on waiting for its reader', async () => {
  const dir = await mkdtemp(join(await realpath(tmpdir()), 'pressrun-pipe-'))
  const pipe = join(dir, 'pipe.md')
  execFileSync('mkfifo', [pipe])
  let isOpen = false
  const writing = open(pipe, constants.O_WRONLY).then((file) => {
    isOpen = true
    return file
  })
  assert.deepEqual(await readFile(pipe), { outcome: 'unreadable' })
  await stat(pipe)
  assert.equal(isOpen, false)
  const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = await writing
  await Promise.all([writer.close(), reader.close()])
  await rm(dir, { recursive: true })
})
