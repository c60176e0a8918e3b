/** What fails so far, and the open point it waits for. A line that is no longer true fails its test. */
type OpenPoint = {
  readonly server: string
  readonly test: RegExp
  readonly point: string
  /** It is a race, so that it may pass at times. */
  readonly sometimes?: true
}

const openPoints: readonly OpenPoint[] = []

/** The test as it is; or, while its point is open, that it fails. */
export function unlessOpen(
  server: string,
  name: string,
  run: () => Promise<void>,
): (context: { diagnostic(message: string): void }) => Promise<void> {
  const open = openPoints.find((each) => each.server === server && each.test.test(name))
  if (open === undefined) return run
  return async (context) => {
    const failure = await run().then(
      () => undefined,
      (error: unknown) => String(error),
    )
    if (failure === undefined && open.sometimes !== true)
      throw new Error(`this holds now: take it out of open-points.ts (${open.point})`)
    context.diagnostic(`open: ${open.point}: ${failure ?? 'held this time'}`)
  }
}
