import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Gathers single calls into batches. A call that finds no batch under way leaves at once (an idle system adds no
 * wait); calls that arrive meanwhile share the next batch, so batches grow just as large as the load makes them.
 *
 * `run` returns one result per item, in order; when it throws, every item of its batch fails.
 */
export function batching<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  options: { readonly itemsMax: number; readonly underWayMax?: number },
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  const underWayMax = options.underWayMax ?? 1
  let underWay = 0
  let flushPlanned = false
  // A batch belongs to many callers, so it does not run in the async context of the first.
  const inNobodysName = AsyncLocalStorage.snapshot()

  const flush = () => {
    flushPlanned = false
    while (waiting.length > 0 && underWay < underWayMax) {
      underWay += 1
      void settle(run, waiting.splice(0, options.itemsMax)).finally(() => {
        underWay -= 1
        plan()
      })
    }
  }
  /** Calls made in the same turn of the event loop share a batch. */
  const plan = () => {
    if (flushPlanned || waiting.length === 0 || underWay >= underWayMax) return
    flushPlanned = true
    inNobodysName(setImmediate, flush)
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      plan()
    })
}

type Waiting<Item, Result> = {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

async function settle<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(batch.map((waiting) => waiting.item))
    batch.forEach((waiting, i) => waiting.resolve(results[i] as Result))
  } catch (cause) {
    for (const waiting of batch) waiting.reject(cause)
  }
}
