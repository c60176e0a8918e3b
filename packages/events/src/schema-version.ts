import type { EventType } from './event.ts'

/** The version that is written today; older ones are lifted to it when they are read. */
export const schemaVersion = 1

/** Makes data of one version into data of the next. */
type Upcast = (data: unknown) => unknown

/** By event type, then by the version that is lifted. A type that did not change has no entry. */
export type Upcasts = {
  readonly [Type in EventType]?: Readonly<Record<number, Upcast>>
}

/** Every change of an event's shape since version 1, in one place. None so far. */
export const upcasts: Upcasts = {}

/** The data of an event of version `from` in today's shape. */
export function lift(
  type: EventType,
  from: number,
  data: unknown,
  steps: Upcasts = upcasts,
  to: number = schemaVersion,
): unknown {
  let lifted = data
  for (let version = from; version < to; version++)
    lifted = steps[type]?.[version]?.(lifted) ?? lifted
  return lifted
}
