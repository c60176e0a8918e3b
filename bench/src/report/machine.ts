import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { flushMs } from '../measure/disk.ts'

/** What figures depend on besides the program, a line each. */
export function describeMachine(dataDirectory: string): string[] {
  const gibibytes = Math.round(totalmem() / 1024 ** 3)
  return [
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gibibytes} GiB, Linux ${release()}`,
    `file system of the data: ${fileSystem(dataDirectory)}; an 8 KB append with fdatasync takes ${flushMs(dataDirectory).toFixed(2)} ms (median)`,
    `load average at the start: ${loadavg()[0]?.toFixed(2)}`,
    `Node ${process.versions.node}; ${packageVersions()}; Pressrun ${commit()}`,
  ]
}

function fileSystem(directory: string): string {
  return attempt(() => execFileSync('stat', ['-f', '-c', '%T', directory]).toString().trim())
}

function commit(): string {
  return attempt(() => execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim())
}

function packageVersions(): string {
  const names = ['bullmq', 'ioredis', 'pg-boss', 'graphile-worker', 'pg', 'undici']
  return names.map((name) => `${name} ${attempt(() => packageVersion(name))}`).join(', ')
}

/** Not every package exports its package.json, so it is searched above the entry. */
function packageVersion(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name)
  for (let directory = dirname(entry); directory !== '/'; directory = dirname(directory)) {
    const text = attempt(() => readFileSync(join(directory, 'package.json'), 'utf8'))
    const manifest = text.startsWith('{') ? (JSON.parse(text) as Record<string, string>) : {}
    if (manifest['name'] === name) return manifest['version'] ?? 'unknown'
  }
  return 'unknown'
}

function attempt(find: () => string): string {
  try {
    return find()
  } catch {
    return 'unknown'
  }
}
