import {
  decideAccount,
  decideRun,
  decideSchedule,
  decideSource,
  evolveAccount,
  evolveRun,
  evolveSchedule,
  evolveSource,
  type Decision,
  type Refusal,
} from '@pressrun/events'

export type Versioned = { readonly version: number }

/** The decider of a kind of stream, and its fold. */
export type Decider<Id, State, Command, Event> = {
  readonly decide: (command: Command, state: State | null) => Decision<Event, Refusal>
  readonly evolve: (state: State | null, event: Event, id: Id, at: string) => State
}

export const runDecider = { decide: decideRun, evolve: evolveRun }
export const accountDecider = { decide: decideAccount, evolve: evolveAccount }
export const sourceDecider = { decide: decideSource, evolve: evolveSource }
export const scheduleDecider = { decide: decideSchedule, evolve: evolveSchedule }
