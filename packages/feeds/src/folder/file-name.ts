import { isUtf8 } from 'node:buffer'

const controls = /\p{Cc}/gu

/** A file name as text. Undefined unless it is one line of UTF-8: others can be neither stored nor shown. */
export function nameOf(bytes: Buffer): string | undefined {
  const name = bytes.toString()
  return isUtf8(bytes) && name.search(controls) < 0 ? name : undefined
}

/** A file name that people can recognize, whatever bytes it contains. */
export const showName = (bytes: Buffer): string => bytes.toString().replace(controls, '\ufffd')
