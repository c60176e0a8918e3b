import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { say } from './say.mjs'

const lookEveryMs = 200

/** No installation takes that long: its process is gone, and another was given its pid. */
const staleAfterMs = 15 * 60_000

/** Runs the task while no other process runs one under the same lock file. */
export async function exclusively(file, task) {
  let told = false
  while (!take(file)) {
    if (isStale(file)) {
      rmSync(file, { force: true })
      continue
    }
    if (!told) say('another Pressrun is installing in this checkout, waiting for it ...')
    told = true
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  try {
    return await task()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function isStale(file) {
  try {
    const age = Date.now() - statSync(file).mtimeMs
    const pid = Number(readFileSync(file, 'utf8'))
    // A file still empty is being written this very moment, unless it stays so.
    if (pid === 0) return age > 5_000
    return age > staleAfterMs || !isAlive(pid)
  } catch {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
