export { cronProblem, nextInstant, ruleOf, upcoming, type Rule } from './cron.ts'
export { instantOf } from './instant-of.ts'
export { parseWallTime, showWallTime } from './wall-time.ts'
export { isZone, wallAt } from './zone.ts'
