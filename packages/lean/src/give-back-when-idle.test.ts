import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { suite, test } from 'node:test'

/** Runs a program that falls idle after it has left 64 MB of garbage behind; returns the MB of its heap then. */
function heapOfIdleProcess(preparation: string): number {
  const program = `
    ${preparation}
    let kept = Array.from({ length: 64 }, () => Array.from({ length: 131_072 }, Math.random))
    kept = undefined
    const heapMb = () => process.memoryUsage().heapTotal / 2 ** 20
    const giveUpAt = performance.now() + 3_000
    setInterval(() => {
      if (heapMb() > 32 && performance.now() < giveUpAt) return
      console.log(heapMb())
      process.exit()
    }, 20)
  `
  const args = ['--input-type=module', '--eval', program]
  return Number(
    execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' }),
  )
}

suite('a process that falls idle', () => {
  test('keeps the heap that its work needed without the preload', () =>
    assert.ok(heapOfIdleProcess('') > 48))

  test('gives its heap back with the preload', () => {
    const preparation = `
      const { giveBackWhenIdle } = await import('./give-back-when-idle.ts')
      giveBackWhenIdle(100)
    `
    assert.ok(heapOfIdleProcess(preparation) <= 32)
  })
})
