import { openDatabase } from '@pressrun/db'
import { startFakePlatforms } from '@pressrun/fake-platforms'
import { patientCaller } from './customers/caller.ts'
import { connectAccounts } from './customers/connect-accounts.ts'
import { publicationPlan } from './customers/publication-plan.ts'
import { publishAll } from './customers/publish-all.ts'
import { reconnectAccounts } from './customers/reconnect.ts'
import { untilQuiet } from './quiet.ts'
import { seededRandom } from './seeded-random.ts'
import { startStack } from './stack/stack.ts'
import { makeTrouble } from './trouble/make-trouble.ts'
import { troublePlan, type TroubleOptions } from './trouble/trouble-plan.ts'
import { badWeather } from './trouble/weather.ts'
import { judge, type Verdict } from './verdict/judge.ts'

export type StormOptions = {
  readonly seed: number
  readonly tasks: number
  readonly accounts: number
  readonly lastsMs: number
  readonly trouble: Pick<TroubleOptions, 'gapMs' | 'calmMs' | 'spared'>
  /** Of the requests that publish, from 0 to 1. */
  readonly faultShare: number
  /** How long a platform that stalls holds its answer. */
  readonly stallMs: number
  /** How long it may take until everything is over, and whether checks are waited for. */
  readonly quiet: { readonly withinMs: number; readonly looks: boolean }
}

/** Publishes while everything fails; when it is over, compares what is reported with what is visible. */
export async function runStorm(
  options: StormOptions,
  say: (line: string) => void,
): Promise<Verdict> {
  const { seed, tasks, lastsMs, stallMs } = options
  const latencyMs = latency(seed)
  await using fakes = await startFakePlatforms({ stallMs, latencyMs })
  await using stack = await startStack()
  const call = patientCaller(stack.url)
  const accounts = await connectAccounts(options.accounts, fakes, call)
  say(`${accounts.length} accounts are connected`)

  const over = new AbortController()
  const reconnecting = reconnectAccounts(stack.url, accounts, over.signal)
  const met = badWeather(fakes, { seed, share: options.faultShare })
  const publications = publicationPlan({ seed, tasks, accounts: accounts.length, lastsMs })
  const plan = troublePlan({ seed, lastsMs, ...options.trouble })
  const [accepted, deeds] = await Promise.all([
    publishAll(publications, accounts, call),
    makeTrouble(plan, stack, say),
  ])
  fakes.faults.clear()
  say('the storm is over')

  await using database = openDatabase({ url: stack.databaseUrl, connectionsMax: 3 })
  const quiet = await untilQuiet(database.pool, options.quiet)
  await fakes.settled()
  over.abort()
  await reconnecting
  say(quiet.quiet ? 'it is quiet' : 'it is still not quiet')
  return await judge({
    seed,
    fakes,
    stack,
    accounts,
    accepted,
    met,
    deeds,
    quiet,
    pool: database.pool,
  })
}

/** Mostly near, sometimes far. */
function latency(seed: number): () => number {
  const random = seededRandom(`latency ${seed}`)
  return () => (random.next() < 0.1 ? random.between(1_000, 3_000) : random.between(50, 500))
}
