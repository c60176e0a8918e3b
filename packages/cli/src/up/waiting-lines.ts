const everyMs = 10_000

/** Prints what a start waits for, again and again as long as it does. */
export type WaitingLines = Disposable & {
  /** Names the awaited thing until the promise settles. */
  during<Result>(name: string, work: Promise<Result>): Promise<Result>
}

export function createWaitingLines(say: (line: string) => void): WaitingLines {
  const names: string[] = []
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    say(
      `  ...      still starting after ${seconds} s, waiting for ${names.join(', ') || 'the rest'}`,
    )
  }, everyMs)
  timer.unref()
  return {
    async during(name, work) {
      names.push(name)
      try {
        return await work
      } finally {
        names.splice(names.indexOf(name), 1)
      }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
