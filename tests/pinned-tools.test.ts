import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from './support/index.ts'

const checkout = resolve(import.meta.dirname, '..')
const script = `
  const { fetchTools } = await import(${JSON.stringify(join(checkout, 'scripts/tools.mjs'))})
  await fetchTools(${JSON.stringify(checkout)}, process.argv[1]).catch((error) => {
    process.stderr.write(error.message)
    process.exitCode = 1
  })`

/** A registry that has the requested version, with another content and a matching checksum. */
async function startForgingRegistry() {
  const tarball = Buffer.from('not what was published')
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  const { packageManager } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
  const version = /^pnpm@([\d.]+)/.exec(packageManager)?.[1] ?? ''
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const { port } = server.address() as AddressInfo
    const dist = { tarball: `http://127.0.0.1:${port}/pnpm.tgz`, integrity }
    const versions = { [version]: { name: 'pnpm', version, dist } }
    if (request.url?.endsWith('.tgz')) response.end(tarball)
    else response.end(JSON.stringify({ name: 'pnpm', 'dist-tags': { latest: version }, versions }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

suite('downloaded tools', () => {
  test('are refused when they differ from the pinned ones, whatever the registry returns', async () => {
    await using directory = temporaryDirectory()
    using registry = await startForgingRegistry()
    const { path } = directory
    const { code, output } = await new Promise<{ code: number | null; output: string }>((done) => {
      const child = execFile(
        process.execPath,
        ['--input-type=module', '--eval', script, path],
        {
          env: {
            PATH: process.env['PATH'],
            HOME: path,
            npm_config_cache: join(path, 'cache'),
            npm_config_registry: registry.url,
            npm_config_fetch_retries: '0',
          },
        },
        (_error, _stdout, stderr) => done({ code: child.exitCode, output: stderr }),
      )
    })
    assert.ok(registry.asked.includes('/pnpm'), output)
    assert.equal(code, 1, output)
    assert.match(output, /could not fetch its tools.*integrity/i)
    assert.equal(existsSync(join(path, 'node_modules', 'pnpm', 'bin')), false)
  })
})
