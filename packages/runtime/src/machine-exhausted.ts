/** File descriptors, memory, buffers, or ports to connect from: connect(2), socket(2). */
const codes: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EAGAIN',
  'EADDRNOTAVAIL',
])

/** Whether this machine had no resources left: that says nothing of what it wanted to reach. */
export const isMachineExhausted = (code: string): boolean => codes.has(code)
