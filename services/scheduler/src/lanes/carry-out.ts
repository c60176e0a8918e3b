import { loadStates, Stage, toQuery, type Statement } from '@pressrun/db'
import { toInstant, type MintId } from '@pressrun/events'
import type pg from 'pg'
import { keepBreakers, keepClock, keepLanes, type KeptLane } from './keep-lanes.ts'
import { closedBreaker, roomBehind, type Breaker } from './law/breaker.ts'
import type { Seen } from './look.ts'
import { passOn } from './pass-on.ts'
import type { News } from './read-log.ts'
import { lanesMax } from './take-lanes-query.ts'

type Decided = Seen & { readonly news: News; readonly now: number; readonly mint: MintId }

/**
 * Writes what a look has decided: the tasks that go out with their events, the lanes and breakers as
 * they are now, how far the log is read. Answers whether lanes were woken for room that was left.
 */
export async function carryOut(client: pg.ClientBase, decided: Decided): Promise<boolean> {
  const { news, plan, taken } = decided
  const dispatching = await dispatchAll(client, decided)
  const append = dispatching.pop()
  const moved = news.moved || plan.virtualTime !== news.virtualTime
  const statements: Statement[] = [
    ...dispatching,
    ...keepLanes([...plan.lanes, ...leftForLater(taken.left, news)]),
    ...keepBreakers(changedBreakers(decided)),
    ...(moved && news.position !== null ? [keepClock(news.position, plan.virtualTime)] : []),
  ]
  await send(client, statements)
  const roomy = { runIds: roomyRuns(decided), remotes: roomyRemotes(decided) }
  const passedOn = await passOn(client, roomy, toInstant(decided.now))
  // The last of all: from here to the commit nobody else can append to the log.
  if (append) await send(client, [append])
  return passedOn
}

const send = (client: pg.ClientBase, statements: readonly Statement[]) =>
  Promise.all(statements.map((statement) => client.query(toQuery(statement))))

async function dispatchAll(
  client: pg.ClientBase,
  { plan, now, mint }: Decided,
): Promise<Statement[]> {
  if (plan.out.length === 0) return []
  const states = await loadStates(client, [])
  for (const { state } of plan.out) states.tasks.set(state.id, state)
  const stage = new Stage(states, mint, toInstant(now))
  for (const { taskId, meta } of plan.out)
    stage.decide({
      command: { type: 'DispatchTask', taskId, now },
      meta: { ...meta, actor: 'scheduler' },
    })
  return stage.isEmpty ? [] : stage.statements()
}

/** What was told of this look only has to be found by the next. */
function leftForLater(left: Seen['taken']['left'], { virtualTime }: News): KeptLane[] {
  return left.flatMap(({ accountId, lane }) => {
    if (lane.ready) return []
    return { accountId, lane: { ...lane, ready: true, turn: Math.max(lane.pass, virtualTime) } }
  })
}

function changedBreakers({ plan, news }: Decided): (readonly [string, Breaker])[] {
  return [...plan.breakers].filter(([remote, breaker]) => news.breakers.get(remote) !== breaker)
}

/** Runs for which somebody may be waiting; mostly nobody does, and nothing has to be asked. */
function roomyRuns({ taken, news }: Decided): string[] {
  const awaited = [...taken.lanes, ...taken.left].flatMap(({ lane }) => lane.waitsFor ?? [])
  if (awaited.length === 0) return []
  return [...new Set([...awaited.filter((one) => one.startsWith('run_')), ...news.freedRuns])]
}

/** Remotes that may be tried, or that are well again: of those that were looked at for that. */
function roomyRemotes({ taken, plan, news, now }: Decided) {
  const awaited = taken.lanes.flatMap(({ lane: { waitsFor } }) =>
    waitsFor && !waitsFor.startsWith('run_') ? waitsFor : [],
  )
  const opened = [...news.breakers].flatMap(([remote, { openUntil }]) =>
    openUntil === null ? [] : remote,
  )
  return [...new Set([...awaited, ...opened])].flatMap((remote) => {
    const room = roomBehind(plan.breakers.get(remote) ?? closedBreaker, now)
    return room > 0 ? { remote, room: Math.min(room, lanesMax) } : []
  })
}
