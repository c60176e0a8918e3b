import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Pressrun's own entries in the data directory: a foreign file in there could stop the database. */
const reserved =
  /^(postgres|nats|logs|toolchain|admin-key|secret-key|demo-done|instance\.json|supervisor\.json)$/i

/**
 * The absolute path of a directory in the data directory, judged by its name alone; undefined when it is outside of
 * the data directory, or inside of Pressrun's own entries.
 */
export function locateInDataDir(dataDir: string, directory: string): string | undefined {
  const root = resolve(dataDir)
  const path = resolve(root, directory)
  if (!isInside(path, root)) return undefined
  const [first = ''] = relative(root, path).split(sep)
  return reserved.test(first) ? undefined : path
}

/** Whether `path` is below the directory. */
export function isInside(path: string, root: string): boolean {
  return isWithin(path, root) && relative(root, path) !== ''
}

/** Whether `path` is the directory itself or below it. */
export function isWithin(path: string, root: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
