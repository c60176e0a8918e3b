import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const names = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(([, name]) => name))

test('docs/metrics.md lists the existing metrics, and no others', () => {
  const files = globSync('{packages,services}/*/src/**/*.ts', { cwd: root })
  const code = files
    .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
  const output = readFileSync(join(root, 'docs/metrics.md'), 'utf8')
  const defined = names(code.join('\n'), /(?:name: |\(\s*)'((?:pressrun|process|nodejs)_[a-z_]+)'/g)
  assert.ok(defined.size > 20)
  assert.deepEqual(names(output, /^\| `([a-z_]+)[`{]/gm), defined)
})
