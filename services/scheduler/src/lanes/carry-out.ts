import { emptyStates, Stage, toQuery, type Statement } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type pg from 'pg'
import { keepBreakers, keepClock, keepLanes } from './keep-lanes.ts'
import type { LookPlan } from './law/plan-look.ts'
import { passOn } from './pass-on.ts'
import type { LogNews } from './read-log.ts'
import type { Candidate } from './with-states.ts'

type Decided = {
  readonly plan: LookPlan<Candidate>
  readonly news: LogNews
  readonly now: number
}

/**
 * Writes what a look has decided: the tasks that go out and their events, the lanes and breakers that
 * have changed, how far the log is read. Answers whether lanes were woken for room that was left.
 */
export async function carryOut(client: pg.ClientBase, decided: Decided): Promise<boolean> {
  const { news, plan } = decided
  const dispatching = dispatchTasks(decided)
  const append = dispatching.pop()
  const moved = news.moved || plan.virtualTime !== news.virtualTime
  const changedBreakers = [...plan.breakers].filter(
    ([remote, breaker]) => news.breakers.get(remote) !== breaker,
  )
  await send(client, [
    ...dispatching,
    ...(plan.lanes.length > 0 ? [keepLanes(plan.lanes)] : []),
    ...(changedBreakers.length > 0 ? [keepBreakers(changedBreakers)] : []),
    ...(moved && news.seq !== null ? [keepClock(news.seq, plan.virtualTime)] : []),
  ])
  const passedOn = await passOn(client, plan.roomLeft, toInstant(decided.now))
  // Last of all: from here to the commit no other process can append to the log.
  if (append) await send(client, [append])
  return passedOn
}

const send = (client: pg.ClientBase, statements: readonly Statement[]) =>
  Promise.all(statements.map((statement) => client.query(toQuery(statement))))

function dispatchTasks({ plan, now }: Decided): Statement[] {
  if (plan.out.length === 0) return []
  const states = emptyStates()
  for (const { state } of plan.out) states.tasks.set(state.id, state)
  const stage = new Stage(states, toInstant(now))
  for (const { taskId, meta } of plan.out)
    stage.decide({
      command: { type: 'DispatchTask', taskId, now },
      meta: { ...meta, actor: 'scheduler' },
    })
  return stage.isEmpty ? [] : stage.statements()
}
