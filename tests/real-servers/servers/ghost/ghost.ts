import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@pressrun/cli'
import { nodeTools } from '../../install/node-tools.ts'
import { pinned } from '../../pinned.ts'
import type { RealServer, RunningServer } from '../real-server.ts'
import { responds, startProcess } from '../start-process.ts'
import { connectIntegration, listDrafts, setUp } from './owner.ts'
import { installGhost } from './install.ts'
import { listPosts } from './list-posts.ts'

export const ghost: RealServer = {
  name: 'ghost',
  platform: 'ghost',
  version: pinned.npm.ghost,
  requests: {
    draft: /^POST \/ghost\/api\/admin\/posts\/(\?|$)/,
    publish: /^PUT \/ghost\/api\/admin\/posts\/[^/]+\/(\?|$)/,
  },
  shows: 'html',
  article: 'gh-content',
  // It adds a referrer to links; a setting of the owner. For that it rewrites queries.
  withoutOwnTouch: (line) =>
    line
      .replace(/[?&]ref=127\.0\.0\.1(?=#|$)/, '')
      .replace(/(?<= -> \S*\?)[^\s#]+/, (query) =>
        query.replaceAll('%20', '+').replace(/=(?=&|$)/g, ''),
      ),
  install: installGhost,
  start,
}

async function start(installed: string, directory: string): Promise<RunningServer> {
  const { node } = await nodeTools()
  const content = join(directory, 'content')
  await mkdir(content)
  await cp(join(installed, 'content'), content, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const run = () =>
    startProcess({
      name: 'ghost',
      command: [node, join(installed, 'index.js')],
      cwd: installed,
      env: settings({ url, port, content, database: join(directory, 'ghost.db') }),
      logs: directory,
      isUp: () => responds(`${url}/ghost/api/admin/site/`),
    })
  let server = await run()
  const owner = await setUp(url)
  const integration = await connectIntegration(owner, 'Pressrun')
  // Readers stay when the publisher's key is revoked.
  const readers = await connectIntegration(owner, 'Readers')
  return {
    url,
    account: (origin) => ({
      settings: { adminUrl: origin },
      credentials: { adminApiKey: integration.adminApiKey },
    }),
    posts: () => listPosts(url, readers),
    drafts: () => listDrafts(owner),
    revoke: () => integration.revoke(),
    kill: () => server.kill(),
    async restart() {
      server = await run()
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

type Place = { url: string; port: number; content: string; database: string }

/** Ghost also reads its configuration from variables; it sends no mail and checks for no updates. */
const settings = ({ url, port, content, database }: Place): Record<string, string> => ({
  NODE_ENV: 'production',
  url,
  server__host: '127.0.0.1',
  server__port: String(port),
  server__shutdownTimeout: '1000',
  database__client: 'sqlite3',
  database__connection__filename: database,
  database__useNullAsDefault: 'true',
  paths__contentPath: content,
  mail__transport: 'stub',
  security__staffDeviceVerification: 'false',
  privacy__useUpdateCheck: 'false',
  privacy__useGravatar: 'false',
  logging__transports: '["stdout"]',
  logging__level: 'error',
})
