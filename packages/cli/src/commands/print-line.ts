import { visible } from '../visible.ts'

/** A line for the operator, in which every character is visible. */
export const printLine = (line: string): void => void process.stdout.write(`${visible(line)}\n`)
