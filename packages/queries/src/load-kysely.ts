import { createRequire } from 'node:module'

/**
 * Composing queries takes 6 MB of memory and 70 ms to load: they are taken when something is listed for the
 * first time, which in many a process is never.
 */
export const loadKysely = () => createRequire(import.meta.url)('kysely') as typeof import('kysely')
