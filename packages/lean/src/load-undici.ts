import type { Agent, buildConnector } from 'undici'
import { loadLater } from './load-later.ts'

type Undici = {
  readonly Agent: typeof Agent
  readonly buildConnector: typeof buildConnector
}

/**
 * The two parts of undici that are used, loaded at the first request: all of undici takes 28 MB of memory, these 15,
 * and a process without outbound requests takes none. The paths are internal to undici; its version is pinned, and the
 * tests here fail should they move.
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
