/** Names of time zones that feeds have, beside those of RFC 822; where one means several, the most usual. */
const zones: ReadonlyMap<string, string> = new Map(
  Object.entries({
    WET: '+00:00',
    WEST: '+01:00',
    BST: '+01:00',
    CET: '+01:00',
    MEZ: '+01:00',
    CEST: '+02:00',
    MESZ: '+02:00',
    EET: '+02:00',
    SAST: '+02:00',
    EEST: '+03:00',
    MSK: '+03:00',
    MSD: '+04:00',
    IST: '+05:30',
    PKT: '+05:00',
    ICT: '+07:00',
    WIB: '+07:00',
    HKT: '+08:00',
    SGT: '+08:00',
    AWST: '+08:00',
    JST: '+09:00',
    KST: '+09:00',
    ACST: '+09:30',
    ACDT: '+10:30',
    AEST: '+10:00',
    AEDT: '+11:00',
    NZST: '+12:00',
    NZDT: '+13:00',
    BRT: '-03:00',
    ART: '-03:00',
    NST: '-03:30',
    AST: '-04:00',
    ADT: '-03:00',
    AKST: '-09:00',
    AKDT: '-08:00',
    HST: '-10:00',
  }),
)

/** No date is longer. */
const dateMax = 100
const hasZone = /(?:Z|[+-]\d\d:?\d\d|\b(?:UTC?|GMT|[ECMP][SD]T)\b\)?)\s*$/i

/**
 * In milliseconds. Dates in feeds follow RFC 822 or RFC 3339, more or less; any others are ignored. One without a zone
 * is in UTC, wherever it is read.
 */
export function instantOf(text: string | undefined): number | undefined {
  if (!text || text.length > dateMax) return undefined
  const ms = Date.parse(withZone(text.trim()))
  return ms >= 0 && ms < Date.UTC(2200, 0) ? ms : undefined
}

function withZone(date: string): string {
  const name = /[\s\d]([a-z]{3,4})$/i.exec(date)?.[1] ?? ''
  const zone = zones.get(name.toUpperCase())
  if (zone !== undefined) return `${date.slice(0, -name.length)}${zone}`
  // A date alone is in UTC already, in the form of ISO 8601.
  if (hasZone.test(date) || /^\d{4}(?:-\d\d){0,2}$/.test(date)) return date
  return /^\d{4}-\d\d-\d\dT/.test(date) ? `${date}Z` : `${date} UTC`
}
