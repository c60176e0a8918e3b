/**
 * Whether the tz data knows an IANA zone of this name. Offsets such as `+02:00` are known to it too, but
 * they are no zones. The name is kept as it was given: the tz data's own name for Asia/Kolkata is
 * Asia/Calcutta.
 */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/**
 * What the clocks of a zone show at an instant (milliseconds since 1970), as the milliseconds at which
 * a clock in UTC would show the same.
 */
export function wallAt(instantMs: number, zone: string): number {
  // Whole seconds: no zone's offset has a fraction of one.
  const secondMs = Math.floor(instantMs / 1_000) * 1_000
  const shown: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(secondMs)) shown[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) + (instantMs - secondMs)
}

/** Making one takes a thousand times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** There are some 600 names of zones, but each may be written in many ways. */
const formatsMax = 2_000

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formats.size >= formatsMax) formats.clear()
  formats.set(zone, made)
  return made
}
