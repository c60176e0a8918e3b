import { TooInvolved } from './too-involved.ts'

/** Some tenths of a second. A text of a megabyte whose emphasis is closed takes a tenth of it. */
const stepsMax = 10_000_000

/** Far more than a page shows; each takes about a kilobyte while it is read. */
const cellsMax = 100_000

/**
 * The allowed cost of parsing one text. Steps are counted, not seconds: the same text always has the same result, on
 * any machine.
 */
export class StepBudget {
  #steps = 0
  #cells = 0

  reset(): void {
    this.#steps = 0
    this.#cells = 0
  }

  charge(steps: number): void {
    this.#steps += steps
    if (this.#steps > stepsMax) throw new TooInvolved('the marks are too involved')
  }

  chargeCells(cells: number): void {
    this.#cells += cells
    if (this.#cells > cellsMax) throw new TooInvolved('the tables are too large')
  }
}
