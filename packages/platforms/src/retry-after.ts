/** A platform may ask for more; we look again after this. */
export const retryAfterMaxMs = 24 * 60 * 60 * 1000

/** RFC 9110 §10.2.3: whole seconds or an HTTP date. Undefined when absent or not understood. */
export function retryAfter(header: string | string[] | undefined, now: Date): Date | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim()
  if (!value) return undefined
  const atMs = /^\d+(\.\d+)?$/.test(value)
    ? now.getTime() + Number(value) * 1000
    : Date.parse(value)
  if (Number.isNaN(atMs)) return undefined
  return new Date(Math.min(Math.max(atMs, now.getTime()), now.getTime() + retryAfterMaxMs))
}
