import { createRequire } from 'node:module'

/**
 * Loads a library at its first use instead of at the start, for what most processes never use. It has to be a CommonJS
 * build, which loads at once.
 *
 * @param from `import.meta.url` of the caller, whose dependency it is.
 */
export const loadLater = (name: string, from: string): unknown => createRequire(from)(name)
