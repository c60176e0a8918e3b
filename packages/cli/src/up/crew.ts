import { settlesWithin } from '../servers/server-process.ts'
import type { Supervised } from './supervise.ts'
import type { Running } from './running.ts'

/** Everything a supervisor runs, in layers: the first is the ground, and is stopped last. */
export type Crew = {
  /** Registers a part from the moment it begins to start, so that it is stopped in any case. */
  add<R extends Running>(layer: Layer, start: () => Promise<Supervised<R>>): Promise<Supervised<R>>
  stop(): Promise<void>
  kill(): void
}

const layers = ['postgres', 'nats', 'services'] as const
type Layer = (typeof layers)[number]

// Long enough for a server that is about to start; slower ones are not waited for.
const startingGraceMs = 2_000

export function createCrew(): Crew {
  const members = new Map<Layer, Promise<Supervised<Running>>[]>(layers.map((layer) => [layer, []]))
  const started: Supervised<Running>[] = []
  let stopping = false
  const stopLayer = async (layer: Layer): Promise<void> => {
    const ending = (members.get(layer) ?? []).map(async (starting) => {
      if (!(await settlesWithin(starting, startingGraceMs))) return
      await starting.then(
        (part) => part.stop(),
        () => undefined,
      )
    })
    await Promise.all(ending)
  }
  return {
    async add(layer, start) {
      if (stopping) throw new Error('stopped before everything was started')
      const starting = start()
      members.get(layer)?.push(starting)
      starting.then(
        (part) => started.push(part as Supervised<Running>),
        () => undefined,
      )
      return starting
    },
    async stop() {
      stopping = true
      for (const layer of layers.toReversed()) await stopLayer(layer)
    },
    kill() {
      for (const part of started) void part.kill()
    },
  }
}
