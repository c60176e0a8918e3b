import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isOutOfFiles } from '@pressrun/runtime/out-of-files'
import { fail, ok, warn, type Check, type Finding } from './finding.ts'

const nodeMajorMin = 24
const gibibyte = 1024 ** 3
const diskWarnBytes = 2 * gibibyte
const diskFailBytes = 0.25 * gibibyte

export function checkNode(version: string): Check {
  return {
    name: 'node',
    run: async () =>
      Number(version.split('.')[0]) >= nodeMajorMin
        ? ok(`Node ${version}`)
        : fail(
            `Node ${version} cannot run Pressrun`,
            'start it with "npx pressrun", which brings its own',
          ),
  }
}

export function checkDisk(dataDir: string): Check {
  return {
    name: 'disk',
    async run() {
      const { bavail, bsize, files, ffree } = await statfs(await nearestExisting(dataDir))
      if (isOutOfFiles({ files, ffree }))
        return fail(
          `room for ${ffree} more files in ${dataDir}`,
          'delete some: Postgres makes new ones',
        )
      const free = bavail * bsize
      const what = `${(free / gibibyte).toFixed(1)} GB free for ${dataDir}`
      if (free < diskFailBytes) return fail(what, 'make room: Postgres stops when the disk is full')
      return free < diskWarnBytes ? warn(what, 'make room soon: the history only grows') : ok(what)
    },
  }
}

export function checkDataDirectory(dataDir: string): Check {
  return {
    name: 'data',
    async run() {
      const existing = await nearestExisting(dataDir)
      try {
        await access(existing, constants.W_OK | constants.X_OK)
      } catch {
        return fail(
          `${existing} cannot be written`,
          'give yourself that right, or set PRESSRUN_DATA_DIR',
        )
      }
      if (existing !== dataDir) return ok(`${dataDir} is not there yet, the first start makes it`)
      return (
        (await exposedSecret(dataDir)) ?? ok(`${dataDir} can be written, its secrets are private`)
      )
    },
  }
}

async function exposedSecret(dataDir: string): Promise<Finding | undefined> {
  for (const name of ['secret-key', 'admin-key', 'instance.json']) {
    const file = join(dataDir, name)
    const found = await stat(file).catch(() => undefined)
    if (found !== undefined && (found.mode & 0o077) !== 0) {
      return fail(`${file} can be read by others`, `run: chmod 600 ${file}`)
    }
  }
  return undefined
}

async function nearestExisting(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  )
  return there || dirname(path) === path ? path : nearestExisting(dirname(path))
}
