import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { changedTests } from './changed-tests.mjs'
import { groupTests } from './test-groups.mjs'

/** Most tests wait for servers more than they compute; a proof has machines killed under load of its own. */
const concurrency = {
  test: () => availableParallelism() + 1,
  proof: () => Math.max(2, availableParallelism() - 1),
}

/**
 * What Node is to be asked for: the tests in the files and directories that are named; with `--changed` those
 * beside what differs from where the branch left main; or all. `files` is empty when there is nothing to run.
 */
export function testRun(checkout, kind, given, more = []) {
  const flags = given.filter((argument) => argument.startsWith('-') && argument !== '--changed')
  const named = given.filter((argument) => !argument.startsWith('-'))
  const ending = `.${kind}.ts`
  const { files, remove = () => {} } = given.includes('--changed')
    ? { files: changedTests(checkout, ending) }
    : named.length > 0
      ? { files: named.map((path) => asPattern(path, ending)) }
      : groupTests(checkout, ending)
  const args = [
    '--test',
    '--test-reporter=spec',
    '--test-global-setup=tests/global-setup.ts',
    `--test-concurrency=${concurrency[kind]()}`,
    ...more,
    ...flags,
    ...files,
  ]
  return { files, args, remove }
}

/** A directory stands for the tests in it. */
function asPattern(path, ending) {
  return existsSync(path) && !path.endsWith('.ts') ? `${path}/**/*${ending}` : path
}
