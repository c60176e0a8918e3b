import { connect } from 'node:net'
import { once } from 'node:events'
import { findRedis, startRedis } from '../servers/redis.ts'
import type { Server } from '../servers/server.ts'
import type { Contender, Surroundings } from './contender.ts'
import { peerContender, type PeerSettings } from './peer.ts'

type Settings = PeerSettings & { readonly concurrency: number }

const OWN: Settings = {
  workers: 1,
  concurrency: 50,
  commits: 'own',
  outcomeConnections: 16,
  callSize: 100,
  callsMax: 4,
}
const SHARED: Settings = { ...OWN, concurrency: 100, commits: 'shared', outcomeConnections: 2 }

export function bullmqShared(surroundings: Surroundings): Contender {
  return bullmq(surroundings, SHARED)
}

export function bullmq(surroundings: Surroundings, settings = OWN): Contender {
  let redis: Server
  let version = ''
  const ask = async (...words: string[]) => askRedis(Number(new URL(redis.url).port), words)
  return peerContender(
    {
      name: 'BullMQ',
      setUp: `concurrency ${settings.concurrency}, addBulk`,
      repeats: `${settings.concurrency} posts`,
      module: new URL('../peers/bullmq.ts', import.meta.url),
      settings,
      async prepare({ cacheDirectory, dataDirectory }) {
        const program = await findRedis(cacheDirectory)
        version = program.version
        redis = await startRedis(program, `${dataDirectory}/redis`)
        return redis
      },
      async durability() {
        const answers = await Promise.all(
          ['appendonly', 'appendfsync'].map((name) => ask('CONFIG', 'GET', name)),
        )
        return [`Redis ${version}`, ...answers.map(([name, value]) => `Redis ${name} = ${value}`)]
      },
      async settled() {
        const open = await Promise.all([
          ask('LLEN', 'bull:posts:wait'),
          ask('LLEN', 'bull:posts:active'),
        ])
        return open.every(([length]) => length === '0')
      },
    },
    surroundings,
  )
}

/** One command in Redis' own protocol: the plain words of the reply, without their length lines. */
async function askRedis(port: number, words: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${words.join(' ')}\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer
    .toString()
    .split('\r\n')
    .filter((line) => line !== '' && !/^[*$]/.test(line))
    .map((line) => line.replace(/^[:+]/, ''))
}
