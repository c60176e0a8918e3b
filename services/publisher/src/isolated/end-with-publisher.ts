import { readSync } from 'node:fs'

/**
 * A thread that waits for the end of standard input, a pipe that the publisher holds open and never writes to: however
 * the publisher ends, the pipe ends, and this process with it.
 */
const nothing = Buffer.alloc(1)
for (let open = true; open;) {
  try {
    open = readSync(0, nothing) > 0
  } catch (cause) {
    open = (cause as NodeJS.ErrnoException).code === 'EAGAIN'
    if (open) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
}
process.kill(process.pid, 'SIGKILL')
