import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cached } from '../../install/cache.ts'
import { nodeTools, npmRebuild } from '../../install/node-tools.ts'
import { runCommand } from '../../install/run-command.ts'
import { pinned } from '../../pinned.ts'

const { ghost, node } = pinned.npm

/** Milliseconds. Its own 30 s are too short where other installations and tests share the machine. */
const patience = ['--network-timeout', '300000']

/** As its own installer does it: the published package is the program, and contains the lockfile for yarn. */
export const installGhost = (): Promise<string> =>
  cached(`ghost-${ghost}-node-${node}`, async (directory) => {
    const { node, yarn, env } = await nodeTools()
    await unpack(directory)
    await withoutDevelopment(join(directory, 'package.json'))
    const caches = { YARN_CACHE_FOLDER: join(directory, '.yarn-cache') }
    const flags = ['--production', '--non-interactive', '--no-progress', '--ignore-scripts']
    await runCommand(node, [yarn, 'install', ...flags, ...patience], {
      cwd: directory,
      env: { ...env, ...caches },
    })
    await rm(caches.YARN_CACHE_FOLDER, { recursive: true })
    await npmRebuild(directory, 'sqlite3')
  })

async function unpack(directory: string): Promise<void> {
  await runCommand('npm', ['pack', `ghost@${ghost}`, '--silent'], { cwd: directory })
  await runCommand('tar', ['-xzf', `ghost-${ghost}.tgz`], { cwd: directory })
  const inner = join(directory, 'package')
  for (const name of await readdir(inner)) await rename(join(inner, name), join(directory, name))
}

/** Some of them are packages of Ghost's own workspace, which cannot be installed elsewhere. */
async function withoutDevelopment(path: string): Promise<void> {
  const { devDependencies: _unwanted, ...manifest } = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify(manifest))
}
