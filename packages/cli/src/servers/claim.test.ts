import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { AlreadyClaimed, claim, liveOwner } from './claim.ts'
import { processIdentity } from './process-identity.ts'

suite('a claim', () => {
  test('is held by one at a time, and named after its owner', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'owner.json')
    using _held = claim(file)
    assert.throws(() => claim(file), new AlreadyClaimed(process.pid))
    assert.equal(liveOwner(file), process.pid)
  })

  test('can be taken again once released, and leaves nothing behind', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'owner.json')
    claim(file).release()
    claim(file).release()
    assert.deepEqual(readdirSync(directory.path), [])
  })

  test('of a dead process is void', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'owner.json')
    const child = spawn('sleep', ['60'])
    const pid = child.pid as number
    writeFileSync(file, JSON.stringify({ pid, identity: processIdentity(pid) }))
    assert.throws(() => claim(file), AlreadyClaimed)
    child.kill('SIGKILL')
    await once(child, 'exit')
    claim(file).release()
    assert.equal(existsSync(file), false)
  })

  test('does not pass to a foreign process with the same pid', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'owner.json')
    writeFileSync(file, JSON.stringify({ pid: process.ppid, identity: 'another time' }))
    assert.equal(liveOwner(file), undefined)
    claim(file).release()
  })

  test('a half-written claim is void', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'owner.json')
    writeFileSync(file, '{"pid":')
    claim(file).release()
  })
})
