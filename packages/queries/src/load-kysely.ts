import { loadLater } from '@pressrun/lean/load-later'

/**
 * Composing queries takes 6 MB of memory and 70 ms to load: they are taken when something is listed for the
 * first time, which in many a process is never.
 */
export const loadKysely = () => loadLater('kysely', import.meta.url) as typeof import('kysely')
