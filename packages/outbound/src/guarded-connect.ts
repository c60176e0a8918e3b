import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import type { buildConnector } from 'undici'
import { causeOfLookupError } from './cause-of-lookup-error.ts'
import { connectTimeoutMs } from './outbound.ts'
import { bareHost, type TargetPolicy } from './target-policy.ts'

type LookupCallback = (error: Error | null, addresses: LookupAddress[]) => void
export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  callback: LookupCallback,
) => void

export class TargetNotAllowed extends Error {
  readonly code = 'TARGET_NOT_ALLOWED'
  constructor(host: string) {
    super(`${host} is a private or special address; PRESSRUN_PRIVATE_TARGETS does not list it`)
  }
}

/**
 * Opens connections to allowed addresses only. The check sits where the address is used, so a name
 * that resolves differently a moment later (DNS rebinding) gains nothing.
 */
export function guardedConnect(
  build: typeof buildConnector,
  policy: TargetPolicy,
  lookup: Lookup,
): buildConnector.connector {
  const connect = build({
    timeout: connectTimeoutMs,
    allowH2: false,
    // Node's types know only the single-address form of a custom look-up.
    lookup: guardedLookup(policy, lookup) as never,
  })
  return (options, callback) => {
    const host = bareHost(options.hostname)
    if (isIP(host) !== 0 && !policy.allowsAddress(host)) {
      queueMicrotask(() => callback(new TargetNotAllowed(host), null))
      return
    }
    connect(options, callback)
  }
}

/** Like `lookup`, but returns only allowed addresses, and fails when none is left. */
export function guardedLookup(policy: TargetPolicy, lookup: Lookup) {
  return (
    host: string,
    options: LookupOptions,
    callback: (error: Error | null, found?: LookupAddress[] | string, family?: number) => void,
  ): void => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(causeOfLookupError(error))
      const allowed = policy.trustsHost(host)
        ? found
        : found.filter(({ address }) => policy.allowsAddress(address))
      const [first] = allowed
      if (first === undefined) return callback(new TargetNotAllowed(host))
      if (options.all) return callback(null, allowed)
      callback(null, first.address, first.family)
    })
  }
}
