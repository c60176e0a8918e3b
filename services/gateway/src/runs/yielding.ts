import { setImmediate as turn } from 'node:timers/promises'

/** How long a loop may go on before it yields. */
const sliceMs = 10

/** For loops whose length callers choose: yields to other work now and then. */
export function yielding(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < sliceMs) return
    await turn()
    since = performance.now()
  }
}
