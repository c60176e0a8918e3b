import { bootstrap } from './bootstrap.mjs'
import { runChild } from './run-node.mjs'
import { testRun } from './test-run.mjs'

const [name, ...given] = process.argv.slice(2)
const { checkout, node, env } = await bootstrap()
process.chdir(checkout)

/** Lines and branches of what is shipped that tests ran through, in their own processes. */
const measured = [
  '--experimental-test-coverage',
  ...['packages', 'services'].map((top) => `--test-coverage-include=${top}/**/src/**`),
  ...['test', 'fixture'].map((kind) => `--test-coverage-exclude=**/*.${kind}.ts`),
]

/** Percent. Below these it fails, when it has run all tests and not some that were named. */
const coverageMin = { lines: 90, branches: 85 }
const thresholds = Object.entries(coverageMin).map(
  ([what, percent]) => `--test-coverage-${what}=${percent}`,
)

const jobs = {
  test: () => runTests('test'),
  // What takes minutes because processes are killed, servers hang and disks are full.
  proofs: () => runTests('proof'),
  coverage: () => runTests('test', given.length > 0 ? measured : [...measured, ...thresholds]),
  check: () =>
    inTurn([
      ['types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
      // The language knows no platform: neither Node's types nor a browser's.
      ['types of events', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'packages/events'],
      ['lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
      ['format', 'node_modules/oxfmt/bin/oxfmt', '--check'],
      ['names', 'scripts/check-names.mjs'],
      ['rooms', 'scripts/check-rooms.mjs'],
      ['dead code', 'node_modules/knip/bin/knip.js', '--no-config-hints'],
    ]),
  lint: () => inTurn([['lint', 'node_modules/oxlint/bin/oxlint', '--deny-warnings', ...given]]),
  hooks: () => inTurn([['hooks', 'node_modules/husky/bin.js']]),
  bench: () => inTurn([['bench', 'bench/src/main.ts', ...given]]),
  storm: () => inTurn([['storm', 'tests/storm/main.ts', ...given]]),
  'real-server': () => inTurn([['real server', 'tests/real-servers/main.ts', ...given]]),
  format: () => inTurn([['format', 'node_modules/oxfmt/bin/oxfmt', ...given]]),
}

const job = jobs[name]
if (job === undefined) {
  process.stderr.write(`usage: node scripts/run.mjs ${Object.keys(jobs).join(' | ')}\n`)
  process.exitCode = 64
} else {
  process.exitCode = await job()
}

async function runTests(kind, more) {
  const { files, args, remove } = testRun(checkout, kind, given, more)
  try {
    if (files.length > 0) return await inTurn([[kind, ...args]])
    process.stdout.write('nothing to test beside what changed\n')
    return 0
  } finally {
    remove()
  }
}

/** Runs all, also after one failed: the person who fixes things wants to see them at once. */
async function inTurn(steps) {
  const failed = []
  for (const [step, ...args] of steps) {
    if ((await runChild({ node, env, args })) !== 0) failed.push(step)
  }
  if (failed.length > 0 && steps.length > 1) process.stderr.write(`failed: ${failed.join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}
