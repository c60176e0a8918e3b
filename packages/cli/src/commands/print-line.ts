import { visible } from '../visible.ts'

/** A line for the operator, in which every character shows. */
export const printLine = (line: string): void => void process.stdout.write(`${visible(line)}\n`)
