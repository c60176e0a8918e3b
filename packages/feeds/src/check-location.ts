import { z } from 'zod'
import { createTargetPolicy } from '@pressrun/outbound'
import type { Violation } from '@pressrun/content'
import { locateFolder } from './folder/locate-folder.ts'

export const sourceTypes = ['rss', 'folder'] as const
export type SourceType = (typeof sourceTypes)[number]

export const locationMax = 2_000

const path = 'location'
const feedUrl = z.url({ protocol: /^https?$/ })

/** The facts about this installation that decide on a location. */
export type Installation = {
  /** Absolute. */
  readonly dataDir: string
  /** Private hosts, addresses and CIDRs that may be reached. */
  readonly privateTargets: readonly string[]
  /** Absolute: directories outside the data directory that folders may be read from. */
  readonly sourceDirs?: readonly string[]
}

/** Problems of a source's location that are found before anything is read. */
export function checkLocation(
  type: SourceType,
  location: string,
  installation: Installation,
): Violation[] {
  return type === 'rss' ? checkUrl(location, installation) : checkFolder(location, installation)
}

function checkUrl(location: string, { privateTargets }: Installation): Violation[] {
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

function checkFolder(location: string, { dataDir, sourceDirs = [] }: Installation): Violation[] {
  if (locateFolder(location, { dataDir, sourceDirs })) return []
  const message =
    'the folder must be inside the data directory, but not one that Pressrun itself uses, or inside one of PRESSRUN_SOURCE_DIRS'
  return [{ code: 'directory-outside-data-dir', path, message }]
}
