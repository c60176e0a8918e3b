import { z } from 'zod'

/** Why a scan, or a part of it, failed. Fit for people to read; never holds the location. */
const scanError = z.object({ code: z.string(), message: z.string() })
export type ScanError = z.infer<typeof scanError>

/** The result of a scan. */
const scanResult = z.object({
  /** Items that it found. */
  found: z.number(),
  /** Of these, the new ones: each is an article now. */
  added: z.number(),
  /** Known items whose content changed. */
  changed: z.number(),
  /**
   * Items that cannot be articles: too large, unreadable, out of bounds. Of a scan that finds the source unchanged, or
   * none at all, those of the last one that read it.
   */
  refused: z.number(),
  /** Nothing could be read at all; what was known stays as it is. */
  failed: z.boolean(),
  problem: scanError.optional(),
})
export type ScanResult = z.infer<typeof scanResult>

/**
 * Only what happens to a source is in the log. Its location and settings are a row, like an article's: the address of
 * a feed is often a secret.
 */
export const sourceEvents = {
  SourceScanDue: z.object({ scan: z.number() }),
  SourceScanned: z.object({ scan: z.number(), ...scanResult.shape }),
  /** It has a new location: what was seen of it, and a scan under way, are of another place. */
  SourceMoved: z.object({}),
}
