import type { Figure } from '../scheduler/figure.ts'
import { table } from './table.ts'

/** Prints measured figures beside their targets. */
export function sayFigures(figures: readonly Figure[]): void {
  const rows = figures.map(({ name, aim, measured, holds }) => [
    name,
    aim,
    measured,
    holds ? 'yes' : '**no**',
  ])
  const lines = ['', ...table(['figure', 'aim', 'measured', 'holds'], rows)]
  lines.forEach((line) => process.stdout.write(`${line}\n`))
}
