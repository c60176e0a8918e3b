import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { processIdentity } from './process-identity.ts'
import { randomName } from './random-name.ts'

/** A file that names the process that owns the files beside it. */
export type Claim = { release(): void; [Symbol.dispose](): void }

type Owner = { pid: number; identity: string }

/** Another live process owns it. */
export class AlreadyClaimed extends Error {
  override readonly name = 'AlreadyClaimed'
  readonly pid: number

  constructor(pid: number) {
    super(`owned by process ${pid}`)
    this.pid = pid
  }
}

/**
 * Takes the file for this process. The claim of a dead process is void, so a crash blocks nothing; Node has no flock,
 * so an owner is identified by pid and start time instead.
 */
export function claim(file: string): Claim {
  const mine = `${file}.${randomName()}`
  writeFileSync(mine, JSON.stringify(self()), { mode: 0o600, flag: 'wx' })
  try {
    while (!placed(mine, file)) setAsideIfVoid(file)
  } finally {
    rmSync(mine, { force: true })
  }
  const release = (): void => {
    if (ownerOf(file)?.pid === process.pid) rmSync(file, { force: true })
  }
  return { release, [Symbol.dispose]: release }
}

/** The live owner, if there is one. */
export function liveOwner(file: string): number | undefined {
  const owner = ownerOf(file)
  return owner !== undefined && isAlive(owner) ? owner.pid : undefined
}

// A hard link appears with its content or not at all, and fails when the name is taken.
function placed(mine: string, file: string): boolean {
  try {
    linkSync(mine, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

// Renaming ensures that of two processes that find the same void claim only one removes it.
function setAsideIfVoid(file: string): void {
  const owner = ownerOf(file)
  if (owner !== undefined && isAlive(owner)) throw new AlreadyClaimed(owner.pid)
  const aside = `${file}.${randomName()}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = ownerOf(aside)
  if (moved !== undefined && isAlive(moved)) renameSync(aside, file)
  else rmSync(aside, { force: true })
}

function ownerOf(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}

function isAlive({ pid, identity }: Owner): boolean {
  return processIdentity(pid) === identity
}

function self(): Owner {
  return { pid: process.pid, identity: processIdentity(process.pid) ?? 'unknown' }
}
