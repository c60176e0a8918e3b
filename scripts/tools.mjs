import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand } from './npm.mjs'
import { runTool } from './run-tool.mjs'

/** The Node that is fetched where the machine's own is too old. */
const nodeVersion = '24.21.0'

/** `await using` and type stripping without a flag: the sources run as they are. */
const nodeMajorMin = 24

/** This Node when it is new enough, else the fetched one, else undefined. */
export function findNode(toolchain) {
  if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) return process.execPath
  const fetched = join(toolchain, 'node_modules', nodePackage(), 'bin', 'node')
  return existsSync(fetched) && versionOf(toolchain, nodePackage()) === nodeVersion
    ? fetched
    : undefined
}

/** The pnpm that the toolchain holds, as a script for Node. */
export function findPnpm(toolchain) {
  const script = join(toolchain, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs')
  return existsSync(script) ? script : undefined
}

/** Gets Node and pnpm from the npm registry, in one go: npm removes what a later call does not name. */
export async function fetchTools(checkout, toolchain) {
  const { packageManager } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
  const packages = [packageManager]
  if (findNode(toolchain) !== process.execPath) {
    packages.push(`${nodePackage()}@${nodeVersion}`)
    say(`fetching Node ${nodeVersion} (once, about 10 s) ...`)
  }
  const [command, ...args] = npmCommand()
  await runTool({
    what: 'fetch its tools from the npm registry',
    advice: () =>
      `check the network and npm's registry setting, or install Node ${nodeMajorMin} or newer yourself`,
    command,
    args: [
      ...args,
      'install',
      '--prefix',
      toolchain,
      '--no-save',
      '--no-audit',
      '--no-fund',
      ...packages,
    ],
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

export function say(line) {
  process.stderr.write(`pressrun: ${line}\n`)
}

function nodePackage() {
  return `node-${process.platform}-${process.arch}`
}

function versionOf(toolchain, name) {
  try {
    return JSON.parse(readFileSync(join(toolchain, 'node_modules', name, 'package.json'), 'utf8'))
      .version
  } catch {
    return undefined
  }
}
