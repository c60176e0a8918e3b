import { setTimeout as sleep } from 'node:timers/promises'
import { findWriter, type NatsConnection } from '@pressrun/bus'

/** How often the writer is asked for a sign of life, and how long its answer may take. */
const askEveryMs = 1_000

/** So many missing writers: a single one may be a writer that is reconnecting. */
const nonesMax = 2
/** So many silences: a busy writer answers late. */
const silencesMax = 4

/**
 * Waits until the view has no writer, or a frozen one; until the signal at the latest. A process that starts without
 * another writer need not wait. The database is not asked: standing by costs a small message a second.
 */
export async function awaitNoWriter(
  connection: NatsConnection,
  view: string,
  signal: AbortSignal,
): Promise<void> {
  let nones = 0
  let silences = 0
  for (let asked = 1; !signal.aborted; asked++) {
    const found = await findWriter(connection, view, askEveryMs)
    nones = found === 'none' ? nones + 1 : 0
    silences = found === 'silent' ? silences + 1 : 0
    if (nones >= nonesMax || silences >= silencesMax || nones === asked) return
    await sleep(askEveryMs, undefined, { signal }).catch(() => {})
  }
}
