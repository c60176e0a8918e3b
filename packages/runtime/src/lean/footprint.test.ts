import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { suite, test } from 'node:test'

/** What a fresh process loads when it imports the runtime: files by URL, parts of Node by name. */
function loaded(): string[] {
  const source = `
    const { registerHooks } = process.getBuiltinModule('node:module')
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    await import('./src/index.ts')
    console.log(JSON.stringify([...urls, ...process.moduleLoadList]))
  `
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: `${import.meta.dirname}/../..`,
    encoding: 'utf8',
  })
  return JSON.parse(output) as string[]
}

suite('importing the runtime', () => {
  const names = loaded()

  test('loads what it says', () => {
    assert.ok(names.some((name) => name.endsWith('/runtime/src/index.ts')))
    assert.ok(names.includes('NativeModule http'))
  })

  const heavy = {
    'the OpenTelemetry SDK': /@opentelemetry/,
    undici: /undici/,
    zlib: /NativeModule zlib$/,
    'the push gateway': /pushgateway/,
  }
  for (const [name, pattern] of Object.entries(heavy)) {
    test(`does not load ${name}`, () => {
      assert.deepEqual(
        names.filter((loadedName) => pattern.test(loadedName)),
        [],
      )
    })
  }
})
