import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { natsRelease } from './nats-release.ts'

const answerTimeoutMs = 4_000
const downloadTimeoutMs = 120_000

/** The official release archive, accepted only with the SHA-256 recorded here. */
export async function fetchNatsArchive(directory: string): Promise<string | undefined> {
  const sum = natsRelease.sha256[`${process.platform}-${process.arch}`]
  if (sum === undefined) return undefined
  const name = `nats-server-v${natsRelease.version}-${process.platform}-${goArchitecture()}`
  const archive = await download(`${natsRelease.baseUrl}/v${natsRelease.version}/${name}.tar.gz`)
  const { createHash } = await import('node:crypto')
  const actual = createHash('sha256').update(archive).digest('hex')
  if (actual !== sum) throw new Error(`${name}.tar.gz has SHA-256 ${actual}, not the pinned one`)
  const file = join(directory, 'nats.tar.gz')
  await writeFile(file, archive)
  await promisify(execFile)('tar', ['-xzf', file, '-C', directory])
  return join(directory, name, 'nats-server')
}

// A machine that cannot reach the release host must fail soon; a slow line may take its time.
async function download(url: string): Promise<Uint8Array> {
  const stop = new AbortController()
  const answer = setTimeout(() => stop.abort(new Error('no answer')), answerTimeoutMs)
  const whole = setTimeout(() => stop.abort(new Error('too slow')), downloadTimeoutMs)
  try {
    const response = await fetch(url, { signal: stop.signal })
    clearTimeout(answer)
    if (!response.ok) throw new Error(`answered ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw new Error(`${new URL(url).host}: ${reasonOf(cause)}`, { cause })
  } finally {
    clearTimeout(answer)
    clearTimeout(whole)
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  return cause instanceof Error ? cause.message : message
}

function goArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}
