import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { eventually, temporaryDirectory } from './support/index.ts'

const script = (name: string) => JSON.stringify(new URL(`../scripts/${name}`, import.meta.url).href)

// Like npm, which on a signal rolls back what it has unpacked, and is slow at it.
const tool = `
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
  require('node:fs').writeFileSync(process.argv[1], String(process.pid))
  setInterval(() => {}, 1_000)`

const installing = (lock: string, pidFile: string) => `
  import { exclusively } from ${script('exclusively.mjs')}
  import { runTool } from ${script('run-tool.mjs')}
  const args = ['-e', ${JSON.stringify(tool)}, ${JSON.stringify(pidFile)}]
  const run = { what: 'install', advice: () => '', command: process.execPath, args, env: process.env }
  await exclusively(${JSON.stringify(lock)}, () => runTool(run))`

suite('an installation that is stopped', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    test(`by ${signal} ends its tool before it lets the next one begin`, async () => {
      await using directory = temporaryDirectory()
      const [lock, pidFile] = [join(directory.path, 'lock'), join(directory.path, 'pid')]
      const args = ['--input-type=module', '-e', installing(lock, pidFile)]
      const installer = spawn(process.execPath, args, { stdio: 'ignore' })
      await eventually(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '')
      const pid = Number(readFileSync(pidFile, 'utf8'))
      try {
        installer.kill(signal)
        await once(installer, 'exit')
        assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
        assert.ok(!existsSync(lock))
      } finally {
        killIfAlive(pid)
      }
    })
})

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended, as it should.
  }
}
