import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { before, suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'

const checkout = resolve(import.meta.dirname, '..')

type Scripts = {
  readonly changedTests: (checkout: string, ending: string) => string[]
  readonly groupTests: (checkout: string, ending: string) => { files: string[]; remove: () => void }
}

// Plain JavaScript, which runs before anything is installed, and has no types of its own.
const script = (name: string): Promise<Scripts> => import(join(checkout, 'scripts', name))
const { groupTests } = await script('test-groups.mjs')
const { changedTests } = await script('changed-tests.mjs')

const testFiles = globSync('{packages,services,bench,tests}/**/*.test.ts', {
  cwd: checkout,
  exclude: (path) => path.includes('node_modules'),
}).map((path) => join(checkout, path))

suite('npm test', () => {
  test('runs every file of tests once', () => {
    const { files, remove } = groupTests(checkout, '.test.ts')
    try {
      const run = files.flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/^import '(.*)'$/gm)].map(([, path = '']) =>
          resolve(dirname(file), path),
        ),
      )
      assert.ok(testFiles.length > 300)
      assert.deepEqual(run.toSorted(), testFiles.toSorted())
    } finally {
      remove()
    }
  })
})

test('hooks belong to suites: at the root of a file they would meet the tests of its process', () => {
  for (const file of testFiles)
    assert.doesNotMatch(readFileSync(file, 'utf8'), /^(before|after)(Each)?\(/m, file)
})

suite('npm test -- --changed', () => {
  // A Git hook passes its repository to its children: here it is another.
  before(() => {
    for (const name of Object.keys(process.env))
      if (name.startsWith('GIT_')) delete process.env[name]
  })

  test('runs the tests beside what differs from main, or next above it', async () => {
    await using directory = temporaryDirectory()
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: directory.path,
      })
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(directory.path, path)), { recursive: true })
      writeFileSync(join(directory.path, path), text)
    }
    git('init', '-q', '-b', 'main')
    for (const path of ['a/one.test.ts', 'b/two.test.ts', 'b/deep/er/file.ts', 'c/three.test.ts'])
      write(path, 'as it was')
    git('add', '.')
    git('commit', '-qm', 'as it was')
    git('checkout', '-qb', 'branch')
    const changed = () => changedTests(directory.path, '.test.ts')
    assert.deepEqual(changed(), [])
    write('a/new.ts', 'not added yet')
    assert.deepEqual(changed(), ['a/one.test.ts'])
    write('b/deep/er/file.ts', 'changed')
    git('add', 'b')
    git('commit', '-qm', 'changed')
    assert.deepEqual(changed().toSorted(), ['a/one.test.ts', 'b/two.test.ts'])
  })
})
