import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand } from './npm.mjs'
import { lockedManifest, pinnedNode, pinnedPnpm } from './pinned.mjs'
import { runTool } from './run-tool.mjs'
import { say } from './say.mjs'

/** `await using` and type stripping without a flag: the sources run as they are. */
const nodeMajorMin = 24

/** This Node when it is new enough, else the fetched one, else undefined. */
export function findNode(toolchain) {
  if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) return process.execPath
  const fetched = join(toolchain, 'node_modules', nodePackage(), 'bin', 'node')
  return existsSync(fetched) && versionOf(toolchain, nodePackage()) === pinnedNode.version
    ? fetched
    : undefined
}

/** The pnpm that the toolchain holds, as a script for Node. */
export function findPnpm(toolchain) {
  const script = join(toolchain, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs')
  return existsSync(script) ? script : undefined
}

/** Gets Node and pnpm from the npm registry, in one go, each held against its pinned sum. */
export async function fetchTools(checkout, toolchain) {
  const { packageManager } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
  const tools = [pinnedPnpm(packageManager)]
  if (findNode(toolchain) !== process.execPath) {
    tools.push(nodeForThisMachine())
    say(`fetching Node ${pinnedNode.version} (once, about 10 s) ...`)
  }
  const { manifest, lockfile } = lockedManifest(tools)
  writeFileSync(join(toolchain, 'package.json'), JSON.stringify(manifest, null, 2))
  writeFileSync(join(toolchain, 'package-lock.json'), JSON.stringify(lockfile, null, 2))
  const [command, ...args] = npmCommand()
  await runTool({
    what: 'fetch its tools from the npm registry',
    advice: () =>
      `check the network and npm's registry setting, or install Node ${nodeMajorMin} or newer yourself`,
    command,
    args: [...args, 'ci', '--prefix', toolchain, '--no-audit', '--no-fund', '--ignore-scripts'],
    cwd: toolchain,
    env: process.env,
  })
  const node = findNode(toolchain)
  if (node === undefined || spawnSync(node, ['--version']).status !== 0) {
    throw new Error(
      `the fetched Node does not run on this machine: install Node ${nodeMajorMin} or newer yourself`,
    )
  }
}

function nodeForThisMachine() {
  const integrity = pinnedNode.integrity[`${process.platform}-${process.arch}`]
  if (integrity === undefined)
    throw new Error(
      `this machine (${process.platform}-${process.arch}) has Node ${process.versions.node}, and there is none to fetch for it: ` +
        `install Node ${nodeMajorMin} or newer yourself`,
    )
  return { name: nodePackage(), version: pinnedNode.version, integrity }
}

/** The packages say `win` where Node says `win32`. */
function nodePackage() {
  return `node-${process.platform.replace('win32', 'win')}-${process.arch}`
}

function versionOf(toolchain, name) {
  try {
    return JSON.parse(readFileSync(join(toolchain, 'node_modules', name, 'package.json'), 'utf8'))
      .version
  } catch {
    return undefined
  }
}
