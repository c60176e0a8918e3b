import assert from 'node:assert/strict'
import type { Decision } from './decision.ts'

/** `given(events).when(command).yields(events)`, for one decider and its fold. */
export function deciderOf<State, Command, Event, Refusal extends string>(
  decide: (command: Command, state: State) => Decision<Event, Refusal>,
  evolve: (state: State, event: Event) => State,
  initial: State,
) {
  const stateAfter = (history: readonly Event[]) => history.reduce(evolve, initial)
  return {
    stateAfter,
    given: (...history: Event[]) => ({
      when: (command: Command) => {
        const decision = decide(command, stateAfter(history))
        return {
          yields: (...events: Event[]) => assert.deepEqual(decision, { kind: 'events', events }),
          changesNothing: () => assert.deepEqual(decision, { kind: 'nothing' }),
          isRefused: (reason: Refusal) => assert.deepEqual(decision, { kind: 'refused', reason }),
        }
      },
    }),
  }
}
