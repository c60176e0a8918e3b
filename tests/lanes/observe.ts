import { eventually, type Desk } from '../support/index.ts'

// Tests read responses of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Shown = any

/** The one task of a run, as the run shows it. */
export async function taskOf({ api }: Desk, runId: string): Promise<Shown> {
  const { body } = await api('GET', `/runs/${runId}`)
  return body.tasks[0]
}

/** Resolves with the tasks of the run that wait for this reason, once there are so many. */
export const waiting = (
  desk: Desk,
  runId: string,
  reason: string,
  count = 1,
): Promise<readonly Shown[]> => {
  let seen: readonly Shown[] = []
  return eventually(
    async () => {
      const { body } = await desk.api('GET', `/runs/${runId}`)
      seen = body.tasks
      const found = seen.filter(({ blockedOn }) => blockedOn?.reason === reason)
      return found.length === count && found
    },
    { what: `${count} tasks of ${runId} wait: ${reason}` },
  ).catch((cause: unknown) => {
    throw new Error(`the tasks are ${JSON.stringify(seen)}`, { cause })
  })
}

/** The lane of the account among those of this state; undefined when it is not among them. */
export async function laneIn({ api }: Desk, state: string, accountId: string): Promise<Shown> {
  const { body } = await api('GET', `/lanes?state=${state}&limit=200`)
  return body.items.find((lane: Shown) => lane.accountId === accountId)
}

/** The lane, once it is in this state with so many tasks waiting and in flight. */
export const laneWith = (
  desk: Desk,
  state: string,
  accountId: string,
  { depth, inFlight = 0 }: { depth: number; inFlight?: number },
): Promise<Shown> => {
  let seen: Shown
  return eventually(
    async () => {
      seen = await laneIn(desk, state, accountId)
      return seen?.depth === depth && seen.inFlight === inFlight && seen
    },
    { what: `the lane of ${accountId} is ${state} with ${depth} and ${inFlight}` },
  ).catch((cause: unknown) => {
    throw new Error(`the lane is ${JSON.stringify(seen)}`, { cause })
  })
}

/** The types of a task's events, in their order. */
export async function historyOf({ api }: Desk, taskId: string): Promise<string[]> {
  const { body } = await api('GET', `/tasks/${taskId}`)
  return body.events.map((event: { type: string }) => event.type)
}
