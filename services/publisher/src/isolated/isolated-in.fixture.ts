import type { Connector } from '@pressrun/platforms'
import type { Isolated } from '../jobs/publisher.ts'

/** Imitates a process that is asked to do the steps, and dies in one of them. */
export function isolatedIn(
  publisher: { readonly isolatedDiesIn: ReturnType<Isolated['diedIn']> },
  connector: Connector,
): Isolated {
  let diedIn: ReturnType<Isolated['diedIn']>
  const dying =
    <Given extends unknown[], Result>(
      name: NonNullable<typeof diedIn>,
      step: (...given: Given) => Promise<Result>,
    ) =>
    async (...given: Given) => {
      if (publisher.isolatedDiesIn !== name) return step(...given)
      diedIn = name
      throw new Error('died')
    }
  return {
    connector: {
      ...connector,
      prepare: dying('preparing', connector.prepare),
      commit: dying('sending', connector.commit),
      ...(connector.reconcile && { reconcile: dying('looking', connector.reconcile) }),
    },
    diedIn: () => diedIn,
    [Symbol.asyncDispose]: async () => {},
  }
}
