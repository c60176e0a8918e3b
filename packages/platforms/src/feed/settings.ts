import { z } from 'zod'
import type { Installation } from '../installation.ts'
import type { Violation } from '@pressrun/content'
import { locateInDataDir } from '@pressrun/runtime/data-directory'

export const settingsSchema = z.strictObject({
  /** A relative path is inside the data dir; an absolute one must be, too. */
  directory: z
    .string()
    .min(1)
    .max(500)
    .refine((path) => !path.includes('\0'), 'must not hold a NUL character'),
  title: z.string().min(1).max(200),
  siteUrl: z
    .url({ protocol: /^https?$/ })
    .max(1_000)
    .optional(),
})

export type Settings = z.infer<typeof settingsSchema>

export const credentialsSchema = z.strictObject({})

export type Credentials = z.infer<typeof credentialsSchema>

export function checkSettings(settings: Settings, { dataDir }: Installation): Violation[] {
  if (locateInDataDir(dataDir, settings.directory) !== undefined) return []
  const message =
    'the directory must be inside the data directory, not the data directory itself, and none of those that Pressrun keeps there (postgres, nats, logs, ...)'
  return [{ code: 'directory-outside-data-dir', path: 'settings.directory', message }]
}
