import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@pressrun/cli'
import { nodeTools } from '../../install/node-tools.ts'
import { pinned } from '../../pinned.ts'
import type { RealServer, RunningServer } from '../real-server.ts'
import { responds, startProcess } from '../start-process.ts'
import { createAccount } from './account.ts'
import { installPds } from './install.ts'
import { listPosts } from './list-posts.ts'

/** The server with the posts of a Bluesky account, without Bluesky's own views of them. */
export const pds: RealServer = {
  name: 'pds',
  platform: 'bluesky',
  version: pinned.npm.pds,
  requests: { publish: /^POST \/xrpc\/com\.atproto\.repo\.putRecord$/ },
  shows: 'text',
  linksTags: true,
  install: installPds,
  start,
}

const script = (name: string) => join(import.meta.dirname, name)

async function start(installed: string, directory: string): Promise<RunningServer> {
  await using stack = new AsyncDisposableStack()
  const { node } = await nodeTools()
  const command = [node, '--require', script('only-loopback.cjs')] as const
  const [port, plcPort] = [await freePort(), await freePort()]
  const [url, plcUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${plcPort}`]
  stack.use(
    await startProcess({
      name: 'plc',
      command: [...command, script('serve-plc.mjs'), installed, String(plcPort)],
      logs: directory,
      isUp: () => responds(`${plcUrl}/_health`),
    }),
  )
  const data = join(directory, 'data')
  await mkdir(data)
  const env = settings({ port, plcUrl, data })
  const run = () =>
    startProcess({
      name: 'pds',
      command: [...command, script('serve-pds.mjs'), installed],
      env,
      logs: directory,
      isUp: () => responds(`${url}/xrpc/_health`),
    })
  let server = await run()
  stack.defer(() => server[Symbol.asyncDispose]())
  const account = await createAccount(url)
  const owned = stack.move()
  return {
    url,
    account: (origin) => ({
      settings: { service: origin, identifier: account.handle },
      credentials: { appPassword: account.appPassword },
    }),
    posts: () => listPosts(url, account.did),
    drafts: () => Promise.resolve([]),
    revoke: () => account.revoke(),
    kill: () => server.kill(),
    async restart() {
      server = await run()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

type Place = { readonly port: number; readonly plcUrl: string; readonly data: string }

/** A PDS for local development: over http, with handles that need no DNS. */
const settings = ({ port, plcUrl, data }: Place): Record<string, string> => ({
  PDS_PORT: String(port),
  PDS_HOSTNAME: 'localhost',
  PDS_DEV_MODE: 'true',
  PDS_DATA_DIRECTORY: data,
  PDS_BLOBSTORE_DISK_LOCATION: join(data, 'blobs'),
  PDS_DID_PLC_URL: plcUrl,
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_INVITE_REQUIRED: 'false',
  PDS_RATE_LIMITS_ENABLED: 'false',
  PDS_JWT_SECRET: randomBytes(32).toString('hex'),
  PDS_ADMIN_PASSWORD: randomBytes(16).toString('hex'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
  LOG_ENABLED: 'true',
  LOG_LEVEL: 'warn',
})
