import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@pressrun/cli'
import { cached } from '../install/cache.ts'
import { unpackDebian } from '../install/debian-packages.ts'
import { runCommand } from '../install/run-command.ts'
import { pinned } from '../pinned.ts'
import { debianProgram } from './debian-program.ts'
import type { RealServer, RunningServer, SeenPost } from './real-server.ts'
import { responds, startProcess } from './start-process.ts'

const version = pinned.debian.snac
const user = 'alice'

/** A small server of the Fediverse, with Mastodon's API and without its idempotency keys. */
export const snac: RealServer = {
  name: 'snac',
  platform: 'mastodon',
  version,
  requests: { publish: /^POST \/api\/v1\/statuses$/ },
  shows: 'text',
  findsByText: true,
  rereadsText: true,
  article: 'e-content',
  // Its name has the port, which changes each time.
  withoutOwnTouch: (text) => text.replace(/localhost:\d+/g, 'localhost'),
  install: () =>
    cached(`snac-${version}`, (directory) => unpackDebian([{ name: 'snac2', version }], directory)),
  start,
}

async function start(installed: string, directory: string): Promise<RunningServer> {
  const [program, ...before] = debianProgram(installed, 'usr/bin/snac')
  const data = join(directory, 'data')
  const port = await freePort()
  const url = `http://localhost:${port}`
  const snac = (args: readonly string[], input = '') =>
    runCommand(program, [...before, ...args], { input })
  // It prompts for address, port, host name, prefix and the administrator.
  await snac(['init', data], `127.0.0.1\n${port}\nlocalhost:${port}\n\n\n`)
  await speakHttp(join(data, 'server.json'))
  const password = /password is (\S+)/.exec(await snac(['adduser', data, user]))?.[1] ?? ''
  const run = () =>
    startProcess({
      name: 'snac',
      command: [program, ...before, 'httpd', data],
      logs: directory,
      isUp: () => responds(`${url}/api/v1/instance`),
    })
  let server = await run()
  // Readers stay when the publisher's token is revoked.
  const [token, readersToken] = [await logIn(url, password), await logIn(url, password)]
  return {
    url,
    account: (origin) => ({
      settings: { instanceUrl: origin },
      credentials: { accessToken: token },
    }),
    posts: () => listPosts(url, readersToken),
    drafts: () => Promise.resolve([]),
    revoke: () => rm(join(data, 'token', `${token}.json`)),
    kill: () => server.kill(),
    async restart() {
      server = await run()
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** There is no prompt for it: snac expects a proxy with a certificate in front. */
async function speakHttp(file: string): Promise<void> {
  const settings: unknown = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...(settings as object), protocol: 'http' }))
}

async function logIn(url: string, password: string): Promise<string> {
  const body = new URLSearchParams({ login: user, passwd: password })
  const response = await fetch(`${url}/oauth/x-snac-get-token`, { method: 'POST', body })
  const token = /^[0-9a-f]{32}/m.exec(await response.text())?.[0]
  if (token === undefined) throw new Error('snac gave no token')
  return token
}

type Status = {
  readonly id: string
  readonly url: string
  readonly content: string
  readonly media_attachments: readonly {
    readonly url: string
    readonly description: string | null
  }[]
}

/** The author's own timeline: it has the statuses too that only followers may see. */
async function listPosts(url: string, token: string): Promise<SeenPost[]> {
  const response = await fetch(`${url}/api/v1/timelines/home?limit=250`, {
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
  })
  const statuses = (await response.json()) as Status[]
  return statuses.map(({ id, url, content, media_attachments }) => ({
    id,
    url,
    title: '',
    html: content,
    pictures: media_attachments.flatMap(({ url, description }) => [url, description ?? '']),
  }))
}
