import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@pressrun/cli'
import { runCommand } from '../../install/run-command.ts'
import { pinned } from '../../pinned.ts'
import type { RealServer, RunningServer } from '../real-server.ts'
import { responds, startProcess } from '../start-process.ts'
import { installWordpress, siteDirectory } from './install.ts'
import { listPosts } from './list-posts.ts'
import { mariadb, php } from './programs.ts'
import { withoutTypesetting } from './typesetting.ts'

export const wordpress: RealServer = {
  name: 'wordpress',
  platform: 'wordpress',
  version: pinned.debian.wordpress,
  requests: {
    draft: /^POST \/wp-json\/wp\/v2\/posts(\?|$)/,
    publish: /^POST \/wp-json\/wp\/v2\/posts\/\d+(\?|$)/,
  },
  shows: 'html',
  article: 'entry-content',
  withoutOwnTouch: withoutTypesetting,
  install: installWordpress,
  start,
}

async function start(installed: string, directory: string): Promise<RunningServer> {
  await using stack = new AsyncDisposableStack()
  const [site, data] = [join(directory, 'site'), join(directory, 'database')]
  const socket = join(directory, 'socket')
  await cp(join(installed, siteDirectory), site, { recursive: true })
  await mkdir(data)
  const database = await startProcess({
    name: 'mariadb',
    command: mariadb(installed, data, socket),
    logs: directory,
    isUp: async () => existsSync(socket),
  })
  stack.use(database)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { SITE_URL: url, SITE_DATABASE_SOCKET: socket, SITE_DIRECTORY: site }
  const run = async (script: string, args: readonly string[] = []) => {
    const [program, ...rest] = php(installed, [join(import.meta.dirname, script), ...args])
    return runCommand(program, rest, { env })
  }
  const applicationPassword = await run('set-up.php')
  const router = join(import.meta.dirname, 'router.php')
  const serve = () =>
    startProcess({
      name: 'php',
      command: php(installed, ['-S', `127.0.0.1:${port}`, '-t', site, router]),
      env: { ...env, PHP_CLI_SERVER_WORKERS: '3' },
      logs: directory,
      isUp: () => responds(`${url}/wp-json/`),
    })
  let server = await serve()
  stack.defer(() => server[Symbol.asyncDispose]())
  const owned = stack.move()
  const ask = { url, username: 'editor', applicationPassword }
  return {
    url,
    account: (origin) => ({
      settings: { siteUrl: origin, username: 'editor' },
      credentials: { applicationPassword },
    }),
    posts: () => listPosts(ask, 'publish'),
    drafts: () => listPosts(ask, 'draft,future,pending,private'),
    revoke: () => run('revoke.php').then(() => {}),
    kill: () => server.kill(),
    async restart() {
      server = await serve()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
