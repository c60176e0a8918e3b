import { isIP } from 'node:net'
import { notSent } from './failure.ts'
import { guardedLookup, TargetNotAllowed, type Lookup } from './guarded-connect.ts'
import type { NotSent } from './outbound.ts'
import { bareHost, type TargetPolicy } from './target-policy.ts'

/** Undefined for anything but an absolute http or https URL. */
export function parseTarget(url: string): URL | undefined {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed : undefined
}

export function invalidTarget(): NotSent {
  return { outcome: 'not-sent', code: 'request-invalid', message: 'not an http or https URL' }
}

/** Would a request to this URL be allowed? Resolves its name, and sends nothing else. */
export async function checkTarget(
  url: string,
  policy: TargetPolicy,
  lookup: Lookup,
): Promise<NotSent | { outcome: 'reachable' }> {
  const target = parseTarget(url)
  if (target === undefined) return invalidTarget()
  const host = bareHost(target.hostname)
  if (isIP(host) !== 0) {
    return policy.allowsAddress(host)
      ? { outcome: 'reachable' }
      : notSent(new TargetNotAllowed(host))
  }
  return new Promise((resolve) => {
    guardedLookup(policy, lookup)(host, { all: true }, (error) => {
      resolve(error ? notSent(error) : { outcome: 'reachable' })
    })
  })
}
