import { z } from 'zod'
import type { Surroundings } from '../contract.ts'
import { createTargetPolicy } from '../outbound/target-policy.ts'
import type { Violation } from '../violation.ts'
import { locateFolder } from './folder/locate-folder.ts'

export const sourceTypes = ['rss', 'folder'] as const
export type SourceType = (typeof sourceTypes)[number]

export const locationMax = 2_000

const path = 'location'
const feedUrl = z.url({ protocol: /^https?$/ })

/** What can be refused about a source's location before anything is read. */
export function checkLocation(
  type: SourceType,
  location: string,
  surroundings: Surroundings,
): Violation[] {
  return type === 'rss' ? checkUrl(location, surroundings) : checkFolder(location, surroundings)
}

function checkUrl(location: string, { privateTargets }: Surroundings): Violation[] {
  if (!feedUrl.safeParse(location).success)
    return [{ code: 'invalid-format', path, message: 'must be an http or https URL' }]
  const { hostname, username, password } = new URL(location)
  if (username !== '' || password !== '') {
    const message = 'must not contain a user name or password: it would be visible, and is not sent'
    return [{ code: 'secret-in-settings', path, message }]
  }
  // Names are resolved when a connection is made; here only addresses are checked.
  if (createTargetPolicy(privateTargets).allowsLiteral(hostname)) return []
  const message = `${hostname} is private; PRESSRUN_PRIVATE_TARGETS does not list it`
  return [{ code: 'target-not-allowed', path, message }]
}

function checkFolder(location: string, { dataDir, sourceDirs = [] }: Surroundings): Violation[] {
  if (locateFolder(location, { dataDir, sourceDirs })) return []
  const message =
    'the folder must be inside the data directory, but not one that Pressrun itself uses, or inside one of PRESSRUN_SOURCE_DIRS'
  return [{ code: 'directory-outside-data-dir', path, message }]
}
