/**
 * Whether the tz data knows an IANA zone of this name. Offsets such as `+02:00` are known to it too, but they are no
 * zones. The name is used as given: the tz data's own name for Asia/Kolkata is Asia/Calcutta.
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
 * The wall-clock time of a zone at an instant (milliseconds since 1970), as the milliseconds at which a clock in UTC
 * would show the same.
 */
export function wallAt(instantMs: number, zone: string): number {
  // Most processes use no other, and the tz data takes 6 MB of memory.
  if (zone === 'UTC') return instantMs
  const known = zoneOf(zone)
  const block = Math.floor(instantMs / blockMs)
  const offset = offsetAtStart(known, block)
  // No zone changes and changes back within one block.
  if (offset === offsetAtStart(known, block + 1)) return instantMs + offset
  return instantMs + shownOffset(known.format, instantMs)
}

type Zone = {
  readonly format: Intl.DateTimeFormat
  /** Offsets at the starts of blocks: reading the tz data takes as long as a hundred firings. */
  readonly offsets: Map<number, number>
}

const blockMs = 3_600_000
const blocksMax = 1_000

function offsetAtStart({ format, offsets }: Zone, block: number): number {
  const known = offsets.get(block)
  if (known !== undefined) return known
  if (offsets.size >= blocksMax) offsets.clear()
  const offset = shownOffset(format, block * blockMs)
  offsets.set(block, offset)
  return offset
}

function shownOffset(format: Intl.DateTimeFormat, instantMs: number): number {
  // Whole seconds: no zone's offset has a fraction of one.
  const secondMs = Math.floor(instantMs / 1_000) * 1_000
  const shown: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(secondMs)) shown[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - secondMs
}

/** Making a format takes a thousand times as long as using it. */
const zones = new Map<string, Zone>()

/** There are some 600 names of zones, but each may be written in many ways. */
const zonesMax = 700

function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (zones.size >= zonesMax) zones.clear()
  const zone = { format, offsets: new Map<number, number>() }
  zones.set(name, zone)
  return zone
}
