const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/

/**
 * Reads a local time such as `2026-03-29T02:30` (seconds may follow), in the milliseconds at which a
 * clock in UTC shows it; undefined when it is not one, as the 30th of February.
 */
export function parseWallTime(text: string): number | undefined {
  if (!shape.test(text)) return undefined
  const ms = Date.parse(`${text}Z`)
  return !Number.isNaN(ms) && showWallTime(ms).startsWith(text) ? ms : undefined
}

/** As `2026-03-29T02:30:00`. */
export const showWallTime = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 19)
