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

/** What of a source's location is refused before anything is read. */
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
    const message = 'a user name or password in the URL would be shown, and is not sent'
    return [{ code: 'secret-in-settings', path, message }]
  }
  // Names are resolved when a connection is made; here only what needs no resolving is refused.
  if (createTargetPolicy(privateTargets).allowsLiteral(hostname)) return []
  const message = `${hostname} is private; PRESSRUN_PRIVATE_TARGETS does not list it`
  return [{ code: 'target-not-allowed', path, message }]
}

function checkFolder(location: string, { dataDir, sourceDirs = [] }: Surroundings): Violation[] {
  if (locateFolder(location, { dataDir, sourceDirs })) return []
  const message =
    'the folder must be inside the data directory, and none of those that Pressrun keeps there, or inside one of PRESSRUN_SOURCE_DIRS'
  return [{ code: 'directory-outside-data-dir', path, message }]
}
