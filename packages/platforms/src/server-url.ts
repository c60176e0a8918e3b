import { z } from 'zod'
import type { Installation } from './installation.ts'
import { createTargetPolicy } from '@pressrun/outbound'
import type { Violation } from '@pressrun/content'

/** The address of a platform's server, perhaps below a path. */
export const serverUrlSchema = z.url({ protocol: /^https?$/ }).max(2_000)

/** The problems of a server's URL, found before anything is sent; `path` is where it stands. */
export function checkServerUrl(
  url: string,
  path: string,
  { privateTargets }: Installation,
): Violation[] {
  const { username, password, hostname, search, hash } = new URL(url)
  const violations: Violation[] = []
  if (username !== '' || password !== '') {
    const message = 'a user name or password in the URL would be shown; use credentials'
    violations.push({ code: 'secret-in-settings', path, message })
  }
  // Names are resolved when a connection is made; here only addresses that need no resolving are refused.
  if (!createTargetPolicy(privateTargets).allowsLiteral(hostname)) {
    const message = `${hostname} is private; PRESSRUN_PRIVATE_TARGETS does not list it`
    violations.push({ code: 'target-not-allowed', path, message })
  }
  if (search !== '' || hash !== '') {
    const message = 'the address of a server has no query and no fragment'
    violations.push({ code: 'not-a-server', path, message })
  }
  return violations
}

/** `path` begins with a slash; the server's own path is kept. */
export function serverPath(serverUrl: string, path: string): string {
  return serverUrl.replace(/(?<!\/)\/+$/, '') + path
}
