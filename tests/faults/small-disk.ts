import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeSync, openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../support/index.ts'

/** A disk of its own, small enough to be filled. */
export type SmallDisk = AsyncDisposable & {
  readonly path: string
  /** Uses up all free space except this much. */
  readonly fill: (leaveBytes?: number) => void
  readonly makeRoom: () => void
}

/** Why a small disk is impossible here; undefined where it is possible, as it always is in CI. */
export function noSmallDisk(): string | undefined {
  if (process.env['CI'] === 'true' || process.geteuid?.() === 0) return undefined
  return 'a small disk can only be mounted by root'
}

const chunk = Buffer.alloc(1024 ** 2)

export function mountSmallDisk(megabytes: number): SmallDisk {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'disk')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path])
  chmodSync(path, 0o755)
  const ballast = join(path, 'ballast')
  return {
    path,
    fill: (leaveBytes = 0) => {
      const file = openSync(ballast, 'a')
      const spare = join(path, 'spare')
      if (leaveBytes > 0) take(spare, leaveBytes)
      try {
        for (let size = chunk.length; size >= 1;)
          try {
            writeSync(file, chunk, 0, size)
          } catch {
            size = Math.floor(size / 4)
          }
      } finally {
        closeSync(file)
        rmSync(spare, { force: true })
      }
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['-l', path])
      await directory[Symbol.asyncDispose]()
    },
  }
}

function take(path: string, bytes: number): void {
  const file = openSync(path, 'w')
  try {
    for (let left = bytes; left > 0; left -= chunk.length)
      writeSync(file, chunk, 0, Math.min(left, chunk.length))
  } finally {
    closeSync(file)
  }
}
