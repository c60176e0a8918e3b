import { createRequire } from 'node:module'

/**
 * Loads a library at its first use instead of at the start, if most processes never use it. It has to be a CommonJS
 * build, which loads synchronously.
 *
 * @param from `import.meta.url` of the caller, whose dependency it is.
 */
export const loadLater = (name: string, from: string): unknown => createRequire(from)(name)
