import { isUtf8 } from 'node:buffer'

const controls = /\p{Cc}/gu

/** A name as text, if it is a line of UTF-8: what it cannot be called by cannot be kept or shown. */
export function nameOf(bytes: Buffer): string | undefined {
  const name = bytes.toString()
  return isUtf8(bytes) && name.search(controls) < 0 ? name : undefined
}

/** For people to find it by, whatever is in it. */
export const showName = (bytes: Buffer): string => bytes.toString().replace(controls, '\ufffd')
