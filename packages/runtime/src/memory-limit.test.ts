import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { suite, test } from 'node:test'
import { withMemoryLimit } from './memory-limit.ts'

const allocating = (mb: number) => ({
  file: process.execPath,
  args: [
    '--eval',
    `Buffer.alloc(${mb} * 1024 * 1024, 1); console.log('it has', process.argv[1])`,
    'it',
  ],
})
const run = ({ file, args }: ReturnType<typeof withMemoryLimit>) =>
  spawnSync(file, [...args], { encoding: 'utf8' })

suite('a memory limit', { skip: process.platform !== 'linux' && 'there is none here' }, () => {
  test('leaves a process its allowance, and its arguments', () =>
    assert.equal(run(withMemoryLimit(allocating(64), 256)).stdout, 'it has it\n'))

  test('also refuses memory outside of the heap', () => {
    const { status, stderr } = run(withMemoryLimit(allocating(512), 256))
    assert.notEqual(status, 0)
    assert.match(stderr, /allocat/)
  })

  test('can mark the process as the first to be killed where the machine has too little', () => {
    const command = { file: '/bin/cat', args: ['/proc/self/oom_score_adj'] }
    assert.equal(run(withMemoryLimit(command, 256, { first: true })).stdout, '1000\n')
  })
})
