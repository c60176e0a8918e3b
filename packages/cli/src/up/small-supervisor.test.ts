import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'

/**
 * Loads a file of this folder in a process of its own; returns what is loaded with it: packages, and built-in modules.
 */
async function loadedBy(file: string): Promise<string[]> {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load(url, context, next) {
      loaded.push(/.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1])
      return next(url, context)
    } })
    await import(${JSON.stringify(join(import.meta.dirname, file))})
    const parts = process.moduleLoadList.map((name) => name.replace('NativeModule ', 'node:'))
    process.stdout.write(JSON.stringify([...loaded.filter(Boolean), ...parts]))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ])
  return JSON.parse(stdout)
}

suite('the supervisor', () => {
  // It stays for as long as Pressrun runs: it keeps in memory what it loads.
  test('loads nothing that only services, single commands, or a first start need', async () => {
    const loaded = await loadedBy('../commands/up.ts')
    assert.ok(loaded.includes('node:net'))
    const large = [
      'pino',
      'prom-client',
      'zod',
      'kysely',
      '@nats-io/transport-node',
      'undici',
      'commander',
      'node:http',
      'node:crypto',
    ]
    assert.deepEqual(
      large.filter((name) => loaded.includes(name)),
      [],
    )
  })
})
