import { availableParallelism } from 'node:os'
import { existsSync } from 'node:fs'
import { bootstrap } from './bootstrap.mjs'
import { runChild } from './run-node.mjs'
import { groupTests } from './test-groups.mjs'

/** Most tests wait for servers more than they compute; a proof has machines killed under load of its own. */
const concurrency = {
  test: () => availableParallelism() + 1,
  proof: () => Math.max(2, availableParallelism() - 1),
}

const [name, ...given] = process.argv.slice(2)
const { checkout, node, env } = await bootstrap()
process.chdir(checkout)

const jobs = {
  test: () => runTests('test'),
  // What takes minutes because processes are killed, servers hang and disks are full.
  proofs: () => runTests('proof'),
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

/** The tests in the files and directories that are named, or all. */
async function runTests(kind) {
  const flags = given.filter((argument) => argument.startsWith('-'))
  const named = given.filter((argument) => !argument.startsWith('-'))
  const all = named.length > 0 ? undefined : groupTests(checkout, `.${kind}.ts`)
  try {
    return await inTurn([
      [
        kind,
        '--test',
        '--test-reporter=spec',
        '--test-global-setup=tests/global-setup.ts',
        `--test-concurrency=${concurrency[kind]()}`,
        ...flags,
        ...(all?.files ?? named.map((path) => asPattern(path, kind))),
      ],
    ])
  } finally {
    all?.remove()
  }
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
