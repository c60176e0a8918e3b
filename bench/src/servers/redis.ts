import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@pressrun/cli'
import { unpackDebianPackage } from './debian-package.ts'
import { startProgram, stopProgram, untilAnswering, type Server } from './server.ts'

type RedisProgram = { command: string; env: NodeJS.ProcessEnv; version: string }

/** The `redis-server` of the PATH, or Debian's package unpacked into the cache. */
export async function findRedis(cacheDirectory: string): Promise<RedisProgram> {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'redis-server'))
    .find((file) => existsSync(file))
  if (onPath !== undefined) return withVersion(onPath, process.env)
  const root = await unpackDebianPackage('redis-server', join(cacheDirectory, 'redis'))
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const libraries = ['usr/lib', 'lib'].map((directory) => join(root, directory, triplet))
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') }
  return withVersion(join(root, 'usr/bin/redis-server'), env)
}

async function withVersion(command: string, env: NodeJS.ProcessEnv): Promise<RedisProgram> {
  const { stdout } = await promisify(execFile)(command, ['--version'], { env })
  return { command, env, version: /v=(\S+)/.exec(stdout)?.[1] ?? 'unknown' }
}

/** As durable as Redis can be: every write is flushed to disk before its reply. */
export async function startRedis(program: RedisProgram, dataDirectory: string): Promise<Server> {
  await mkdir(dataDirectory, { recursive: true })
  const port = await freePort()
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir: dataDirectory,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const started = startProgram(program.command, args, program.env)
  await untilAnswering(started, () => connects(port))
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: started.child.pid ?? 0,
    stop: () => stopProgram(started.child, 'SIGTERM'),
  }
}

function connects(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
}
