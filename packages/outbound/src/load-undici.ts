import { createRequire } from 'node:module'
import type { Agent, buildConnector } from 'undici'

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
  const require = createRequire(import.meta.url)
  return {
    Agent: require('undici/lib/dispatcher/agent.js'),
    buildConnector: require('undici/lib/core/connect.js'),
  }
}
