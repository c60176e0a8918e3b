import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { realServers } from './servers/index.ts'

/** Runs one real server until it is interrupted, for manual tests. */
const [name] = process.argv.slice(2)
const server = realServers.find((server) => server.name === name)
if (server === undefined) {
  console.error(`usage: npm run real-server -- ${realServers.map(({ name }) => name).join(' | ')}`)
  process.exitCode = 64
} else {
  const directory = await mkdtemp(join(tmpdir(), 'pressrun-real-'))
  try {
    await using running = await server.start(await server.install(), directory)
    const account = { platform: server.platform, name, ...running.account(running.url) }
    console.log(`${server.name} ${server.version} is up at ${running.url} (data in ${directory})`)
    console.log(`POST /api/v1/accounts ${JSON.stringify(account)}`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
