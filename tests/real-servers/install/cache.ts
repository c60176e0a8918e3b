import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Unavailable } from './unavailable.ts'

/** As in the XDG Base Directory Specification: it may be deleted at any time and is filled again. */
const cacheDirectory = () =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'pressrun', 'real-servers')

/**
 * The directory that `build` filled under this name, now or in another checkout before. It appears as a whole or not at
 * all, and is never changed afterwards.
 */
export async function cached(
  name: string,
  build: (directory: string) => Promise<void>,
): Promise<string> {
  const cache = cacheDirectory()
  const finished = join(cache, name)
  if (existsSync(finished)) return finished
  await mkdir(cache, { recursive: true })
  await using _lock = await lockFile(join(cache, `${name}.lock`))
  if (existsSync(finished)) return finished
  const unfinished = await mkdtemp(join(cache, `${name}.part-`))
  try {
    await build(unfinished)
    await rename(unfinished, finished)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return finished
}

/** Held by a process of its own, so that the system releases it whatever happens to this one. */
async function lockFile(path: string): Promise<AsyncDisposable> {
  const holder = spawn('flock', [path, '-c', 'echo locked; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(holder, 'exit')
  const failed = ended.then(
    () => Promise.reject(new Unavailable(`cannot lock ${path}`)),
    (cause: unknown) => Promise.reject(new Unavailable('flock cannot be run', { cause })),
  )
  failed.catch(() => {})
  await Promise.race([once(holder.stdout, 'data'), failed])
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin.end()
      await failed.catch(() => {})
    },
  }
}
