import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'

/** Loads a file of this folder in a process of its own; returns the packages that come with it. */
async function packagesLoadedBy(file: string): Promise<string[]> {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = new Set()
    registerHooks({ load(url, context, next) {
      loaded.add(/.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1])
      return next(url, context)
    } })
    await import(${JSON.stringify(join(import.meta.dirname, file))})
    process.stdout.write(JSON.stringify([...loaded].filter(Boolean)))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ])
  return JSON.parse(stdout)
}

suite('the supervisor', () => {
  // It stays for as long as Pressrun runs: what it loads it keeps.
  test('loads none of what only services, or single commands, need', async () => {
    const loaded = await packagesLoadedBy('./up.ts')
    for (const large of [
      'pino',
      'prom-client',
      'zod',
      'kysely',
      '@nats-io/transport-node',
      'undici',
    ])
      assert.ok(!loaded.includes(large), `${large} is loaded`)
  })
})
