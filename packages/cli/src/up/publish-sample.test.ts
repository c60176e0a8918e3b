import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { publishSample } from './publish-sample.ts'

const program = `
  process.on('SIGTERM', () => {
    console.log('it could not be published')
    process.exit()
  })
  console.log('publishing')
  setInterval(() => {}, 1_000)`

test('a sample that is stopped with Pressrun is not reported as failed', async () => {
  await using directory = temporaryDirectory()
  const mainFile = join(directory.path, 'main.mjs')
  writeFileSync(mainFile, program)
  const instance = { url: 'http://h', adminKey: 'k', dataDir: directory.path }
  const stop = new AbortController()
  const lines: string[] = []
  const print = (line: string) => {
    lines.push(line)
    stop.abort()
  }
  await publishSample(mainFile, instance, print, { env: process.env, signal: stop.signal })
  assert.deepEqual(lines, ['publishing'])
})
