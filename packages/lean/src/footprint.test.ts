import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { suite, test } from 'node:test'

/** What a fresh process loads when it imports a package: files by URL, built-in modules by name. */
function loadedBy(room: string): string[] {
  const source = `
    const { registerHooks } = process.getBuiltinModule('node:module')
    const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    await import('./${room}/src/index.ts')
    console.log(JSON.stringify([...urls, ...process.moduleLoadList]))
  `
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: `${import.meta.dirname}/../..`,
    encoding: 'utf8',
  })
  return JSON.parse(output) as string[]
}

/** Loaded at its first use, or never. */
const heavy = {
  runtime: {
    'the OpenTelemetry SDK': /@opentelemetry/,
    undici: /undici/,
    zlib: /NativeModule zlib$/,
    'the push gateway': /pushgateway/,
  },
  outbound: { undici: /node_modules\/undici\// },
  queries: { Kysely: /node_modules\/kysely\// },
  content: {
    marked: /node_modules\/marked\//,
    'the sanitizer': /node_modules\/sanitize-html\//,
  },
  platforms: { 'the list of top-level domains': /node_modules\/tlds\// },
}

for (const [room, libraries] of Object.entries(heavy))
  suite(`importing ${room}`, () => {
    const names = loadedBy(room)

    test('loads what it declares', () =>
      assert.ok(names.some((name) => name.endsWith(`/${room}/src/index.ts`))))

    for (const [library, pattern] of Object.entries(libraries))
      test(`does not load ${library}`, () =>
        assert.deepEqual(
          names.filter((name) => pattern.test(name)),
          [],
        ))
  })
