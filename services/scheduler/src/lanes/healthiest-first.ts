/**
 * The order in which lanes wake that wait for a remote: those that were healthy, most recently first, then
 * those of which nothing is known, then those that failed. One lane whose account does not work is no
 * reason to keep the others waiting.
 */
export const healthiestFirst = `case when healthy then 0 when healthy is null then 1 else 2 end,
  case when healthy then last_at end desc nulls last, turn`
