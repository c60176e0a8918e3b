import type { z } from 'zod'
import { withTooLong } from '../runs/with-too-long.ts'
import type { autoPublish } from './schema.ts'

/** As it is stored: settings for all accounts are repeated for each of them. */
export function autoPublishOf({ tooLong, ...given }: z.output<typeof autoPublish>) {
  const { accountIds, overrides = {} } = given
  if (tooLong === undefined) return given
  return { ...given, overrides: withTooLong({ accountIds, overrides, tooLong }) }
}
