import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Witness } from '@pressrun/events'

const fileName = 'log-witness.json'

/** A copy of the log that is younger than this cannot be distinguished from the log. */
const keptEveryMs = 1_000

/**
 * Returns what the data directory has seen of the log: nothing, where it has seen none yet. Throws when there is an
 * unreadable file: its content may speak against the log.
 */
export async function readWitnessFile(dataDir: string): Promise<Witness[]> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(absent)
  try {
    const { epoch, position, id } = JSON.parse(text) as Witness
    if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(position)) return []
    return [{ name: 'the data directory', epoch, position, id }]
  } catch {
    // No file, or one cut short by a power failure: it knows nothing.
    return []
  }
}

function absent(cause: NodeJS.ErrnoException): string {
  if (cause.code === 'ENOENT') return ''
  throw cause
}

export type WitnessFile = AsyncDisposable & {
  /** Called with the newest event that has gone to the stream. */
  readonly saw: (seen: Omit<Witness, 'name'>) => void
}

/**
 * Keeps the data directory in step with the log: it reveals a copy of the database that was put back after NATS was
 * lost with it. It is written once a second at most, and a failed write is skipped.
 */
export function keepWitnessFile(dataDir: string): WitnessFile {
  let latest: Omit<Witness, 'name'> | undefined
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    const seen = latest
    if (!seen) return
    latest = undefined
    writing = writing.then(() => writeWitnessFile(dataDir, seen)).catch(() => {})
  }
  return {
    saw(seen) {
      latest = seen
      timer ??= setTimeout(write, keptEveryMs)
    },
    async [Symbol.asyncDispose]() {
      write()
      await writing
    },
  }
}

/** Readers see the old file or the new one, never half of one. */
async function writeWitnessFile(dataDir: string, seen: Omit<Witness, 'name'>): Promise<void> {
  const file = join(dataDir, fileName)
  const ours = `${file}.${process.pid}`
  await writeFile(ours, `${JSON.stringify(seen)}\n`, { mode: 0o600 })
  await rename(ours, file)
}
