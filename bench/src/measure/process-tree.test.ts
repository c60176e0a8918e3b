import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { cpuSeconds, processTree } from './process-tree.ts'

const BURN = 'while (process.cpuUsage().user < 300_000);'

suite('a process tree', () => {
  test('holds the children of children', async () => {
    const shell = spawn('sh', ['-c', 'sleep 30 & wait'], { stdio: 'ignore' })
    await once(shell, 'spawn')
    let pids: number[] = []
    while (pids.length < 2) pids = processTree([shell.pid ?? 0]).map((process) => process.pid)
    assert.ok(pids.includes(shell.pid ?? 0))
    for (const pid of pids) process.kill(pid)
    await once(shell, 'exit')
  })

  test('includes what ended children have spent', () => {
    const before = cpuSeconds(processTree([process.pid]))
    execFileSync(process.execPath, ['-e', BURN])
    assert.ok(cpuSeconds(processTree([process.pid])) - before >= 0.25)
  })
})
