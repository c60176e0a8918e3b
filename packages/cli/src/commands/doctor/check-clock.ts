import { askDatabase } from './check-database.ts'
import { fail, ok, warn, type Check, type Finding } from './finding.ts'

const skewWarnMs = 2_000
const skewFailMs = 30_000
const answerTimeoutMs = 3_000

/** A clock that is wrong publishes at the wrong time. */
export function checkDatabaseClock(url: string, now: () => number): Check {
  return {
    name: 'clock',
    async run() {
      const query = 'select (extract(epoch from clock_timestamp()) * 1000)::float8'
      const asked = now()
      try {
        const theirs = await askDatabase<number>(url, query)
        return judge((asked + now()) / 2 - theirs, "the database's clock")
      } catch (error) {
        return warn(
          `the clock was not compared with the database's (${(error as Error).message})`,
          'see what is said of postgres',
        )
      }
    },
  }
}

/** The `Date` header has whole seconds (RFC 9110, 6.6.1), so less than two of them prove nothing. */
export function checkWorldClock(url: string, now: () => number): Check {
  return {
    name: 'clock',
    async run() {
      const { host } = new URL(url)
      try {
        const answer = await fetch(url, {
          method: 'HEAD',
          redirect: 'manual',
          signal: AbortSignal.timeout(answerTimeoutMs),
        })
        const date = Date.parse(answer.headers.get('date') ?? '')
        if (Number.isNaN(date))
          return warn(
            `${host} sent no date to compare the clock with`,
            'name another with --clock-url',
          )
        return judge(now() - (date + 500), `the clock of ${host}`)
      } catch {
        return warn(
          `${host} did not answer, the clock was not compared with it`,
          'name another with --clock-url, or ignore this',
        )
      }
    },
  }
}

export function judge(skewMs: number, whose: string): Finding {
  const seconds = `${Math.abs(skewMs / 1_000).toFixed(1)} s ${skewMs > 0 ? 'ahead of' : 'behind'} ${whose}`
  const advice = 'set the clock by NTP: scheduled posts go out by it'
  if (Math.abs(skewMs) > skewFailMs) return fail(`this machine is ${seconds}`, advice)
  if (Math.abs(skewMs) > skewWarnMs) return warn(`this machine is ${seconds}`, advice)
  return ok(`this machine agrees with ${whose}`)
}
