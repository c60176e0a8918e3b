import { join } from 'node:path'

/**
 * A program of an unpacked Debian, run with the libraries and the loader unpacked with it: the machine's own may be too
 * old for it.
 */
export function debianProgram(root: string, program: string): readonly [string, ...string[]] {
  const loader = join(root, 'usr/lib64/ld-linux-x86-64.so.2')
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu')
  return [loader, '--library-path', libraries, join(root, program)]
}
