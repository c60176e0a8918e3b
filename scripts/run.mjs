import { availableParallelism } from 'node:os'
import { existsSync } from 'node:fs'
import { bootstrap } from './bootstrap.mjs'
import { runChild } from './run-node.mjs'

const testFiles = ['packages', 'services', 'tests', 'bench'].map((top) => `${top}/**/*.test.ts`)
/** What takes minutes because processes are killed, servers hang and disks are full. */
const proofFiles = ['tests/**/*.proof.ts']

const [name, ...given] = process.argv.slice(2)
const { checkout, node, env } = await bootstrap()
process.chdir(checkout)

const jobs = {
  test: () => inTurn([testRun(testFiles, 'test')]),
  proofs: () => inTurn([testRun(proofFiles, 'proof')]),
  check: () =>
    inTurn([
      ['types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
      // The language knows no platform: neither Node's types nor a browser's.
      ['types of events', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'packages/events'],
      ['lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
      ['format', 'node_modules/oxfmt/bin/oxfmt', '--check'],
      ['dead code', 'node_modules/knip/bin/knip.js', '--no-config-hints'],
    ]),
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

function testRun(everything, kind) {
  const flags = given.filter((argument) => argument.startsWith('-'))
  const files = given.filter((argument) => !argument.startsWith('-'))
  return [
    kind,
    '--test',
    '--test-reporter=spec',
    '--test-global-setup=tests/global-setup.ts',
    // Many tests wait for a server more than they compute: two at once also on a small machine.
    `--test-concurrency=${Math.max(2, availableParallelism() - 1)}`,
    ...flags,
    ...(files.length > 0 ? files.map((path) => asPattern(path, kind)) : everything),
  ]
}

/** A directory stands for the tests in it. */
function asPattern(path, kind) {
  return existsSync(path) && !path.endsWith('.ts') ? `${path}/**/*.${kind}.ts` : path
}

/** Runs all, also after one failed: whoever fixes things wants to see them at once. */
async function inTurn(steps) {
  const failed = []
  for (const [step, ...args] of steps) {
    if ((await runChild({ node, env, args })) !== 0) failed.push(step)
  }
  if (failed.length > 0 && steps.length > 1) process.stderr.write(`failed: ${failed.join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}
