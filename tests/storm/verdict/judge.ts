import { verifyState } from '@pressrun/db/testing'
import type { FakePlatforms } from '@pressrun/fake-platforms'
import type pg from 'pg'
import type { Account } from '../customers/connect-accounts.ts'
import { maxInFlight } from '../customers/kinds.ts'
import type { Accepted } from '../customers/publish-all.ts'
import type { Quiet } from '../quiet.ts'
import type { Stack } from '../stack/stack.ts'
import type { Deed } from '../trouble/make-trouble.ts'
import type { Met } from '../trouble/weather.ts'
import { isAmbiguous } from './ambiguous.ts'
import { attemptsIn, type Attempt } from './attempts.ts'
import { compare, type Comparison } from './compare.ts'
import { crowdedLanes } from './lanes.ts'
import { readPosts } from './post.ts'
import { wholeLog } from './read-log.ts'
import { recoveries, type Recovery } from './recovery.ts'
import { leakedSecrets } from './secrets.ts'
import { strayMessages } from './stream.ts'
import { readTasks, type TaskRecord } from './task.ts'
import { viewDifferences } from './view.ts'

export type Verdict = {
  readonly seed: number
  readonly comparison: Comparison
  /** Of the unconfirmed: those that are ambiguous, and those with a check to come. */
  readonly ambiguous: number
  readonly lookedFor: TaskRecord[]
  readonly recoveries: readonly Recovery[]
  /** The invariants, and where they did not hold. */
  readonly invariants: Readonly<Record<string, readonly string[]>>
  readonly deeds: readonly Deed[]
  readonly faults: Readonly<Record<string, number>>
  readonly attempts: number
  readonly events: number
  readonly quiet: Quiet
}

export type Evidence = {
  readonly seed: number
  readonly fakes: FakePlatforms
  readonly stack: Stack
  readonly accounts: readonly Account[]
  readonly accepted: readonly Accepted[]
  readonly met: readonly Met[]
  readonly deeds: readonly Deed[]
  readonly quiet: Quiet
  readonly pool: pg.Pool
}

export async function judge(evidence: Evidence): Promise<Verdict> {
  const { seed, fakes, stack, accounts, accepted, met, deeds, quiet, pool } = evidence
  const [log, tasks] = await Promise.all([wholeLog(pool), readTasks(pool)])
  const kindOf = new Map(accounts.map(({ name, kind }) => [name, kind]))
  const comparison = compare({
    tasks,
    posts: await readPosts(fakes, stack.dataDir),
    accepted,
    mayRepeat: (account) => kindOf.get(account)?.unconfirmedPolicy === 'at-least-once',
  })
  const attempts = attemptsIn(log)
  const { unconfirmed } = comparison
  return {
    seed,
    comparison,
    ambiguous: unconfirmed.filter((task) => isAmbiguous(task, attempts, { met, deeds })).length,
    lookedFor: unconfirmed.filter(({ isLookedFor }) => isLookedFor),
    recoveries: recoveries(deeds, attempts, waitsIn(accounts, met)),
    invariants: {
      'the rows are the fold of the log': (await verifyState(pool)).differences.map(
        ({ id, field }) => `${id} ${field}`,
      ),
      'the stream is the log': await strayMessages(stack.natsUrl, log),
      'no lane exceeds its limits': crowdedLanes(log, maxInFlight),
      'the view is its rebuild': await viewDifferences(stack.url, pool, log),
      'no secret is told': await leakedSecrets(stack, accounts, pool, log),
    },
    deeds,
    faults: Object.fromEntries(
      [...Map.groupBy(met, ({ fault }) => fault)].map(([fault, { length }]) => [fault, length]),
    ),
    attempts: attempts.length,
    events: log.length,
    quiet,
  }
}

/** Whether a platform delayed its answer to an attempt. */
function waitsIn(accounts: readonly Account[], met: readonly Met[]) {
  const nameOf = new Map(accounts.map(({ id, name }) => [id, name]))
  const stalls = met.filter(({ fault }) => fault === 'stall')
  return ({ accountId, from, to }: Attempt) =>
    stalls.some(({ account, at }) => account === nameOf.get(accountId) && at >= from && at <= to)
}
