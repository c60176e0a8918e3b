import type { Shorten } from './log-line.ts'
import { openLogFile, type LogFile } from './log-file.ts'
import { join } from 'node:path'
import { visible } from '../visible.ts'

export type Writer = { write(text: string): unknown }

/** The operator's output, and where everything else goes. */
export type OperatorOutput = {
  /** Standard output: the requested output of `up`. */
  print(line: string): void
  /** Standard error: faults, dated. */
  warn(line: string): void
  /** Takes each line of a child: all into its file, the important ones shortened onto standard error. */
  follow(name: string, shorten: Shorten): (line: string) => void
  close(): void
}

export function createOperatorOutput(
  dataDir: string,
  stdout: Writer,
  stderr: Writer,
): OperatorOutput {
  const files = new Map<string, LogFile>()
  const warn = (line: string): void => {
    stderr.write(`${new Date().toTimeString().slice(0, 8)} ${visible(line)}\n`)
  }
  const fileOf = (name: string): LogFile => {
    const file = files.get(name) ?? openLogFile(join(dataDir, 'logs', `${name}.log`))
    files.set(name, file)
    return file
  }
  return {
    print: (line) => void stdout.write(`${visible(line)}\n`),
    warn,
    follow: (name, shorten) => (line) => {
      fileOf(name).write(line)
      const short = shorten(line)
      if (short !== undefined) warn(`${name} ${short}`)
    },
    close() {
      for (const file of files.values()) file.close()
      files.clear()
    },
  }
}
