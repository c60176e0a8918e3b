import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

export type LogFile = { write(line: string): void; close(): void }

const sizeMax = 10 * 1024 ** 2
const filesMax = 3

/**
 * Appends lines and never takes more space than `filesMax` files of `bytesMax`. Writes are synchronous: the last words
 * of a child must be on disk when the supervisor reports its death. A line that cannot be written, as on a full disk,
 * is dropped; their number is recorded when writing works again.
 */
export function openLogFile(path: string, bytesMax = sizeMax): LogFile {
  const file = appender(path, bytesMax)
  let dropped = 0
  return {
    write(line) {
      try {
        if (dropped > 0) file.append(`\n${dropped} lines could not be written`)
        dropped = 0
        file.append(line)
      } catch {
        dropped += 1
      }
    },
    close: file.close,
  }
}

function appender(path: string, bytesMax: number) {
  let file: number | undefined
  let size = 0
  const close = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  const open = (): number => {
    file = openSync(path, 'a', 0o640)
    size = fstatSync(file).size
    return file
  }
  const rotate = (): number => {
    close()
    rmSync(`${path}.${filesMax - 1}`, { force: true })
    for (let age = filesMax - 2; age >= 0; age -= 1)
      moveIfThere(age === 0 ? path : `${path}.${age}`, `${path}.${age + 1}`)
    return open()
  }
  return {
    close,
    /** Throws when the line, or its end, could not be written. */
    append(line: string): void {
      const current = file ?? open()
      const bytes = Buffer.from(`${line}\n`)
      const written = writeSync(size >= bytesMax ? rotate() : current, bytes)
      size += written
      if (written < bytes.length) throw new Error('only a part of the line could be written')
    },
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // There was no file of that age yet.
  }
}
