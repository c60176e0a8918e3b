import { setImmediate as turn } from 'node:timers/promises'

/** A loop may go on for so long before others get their turn. */
const sliceMs = 10

/** For loops whose length callers choose: lets others have their turn now and then. */
export function yielding(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < sliceMs) return
    await turn()
    since = performance.now()
  }
}
