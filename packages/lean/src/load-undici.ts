import type { Agent, buildConnector } from 'undici'
import { loadLater } from './load-later.ts'

type Undici = {
  readonly Agent: typeof Agent
  readonly buildConnector: typeof buildConnector
}

/**
 * The two parts of undici that are used, loaded when something is sent for the first time: all of undici takes 28 MB
 * of memory, these 15, and a process that never speaks to the outside world takes none. The paths
 * are undici's own affair; its version is pinned, and the tests here fail should they move.
 */
export function loadUndici(): Undici {
  return {
    Agent: loadLater('undici/lib/dispatcher/agent.js', import.meta.url) as Undici['Agent'],
    buildConnector: loadLater(
      'undici/lib/core/connect.js',
      import.meta.url,
    ) as Undici['buildConnector'],
  }
}
