import { loadLater } from '@pressrun/lean/load-later'

/**
 * Composing queries takes 6 MB of memory and 70 ms to load: it is loaded for the first list, which in many processes
 * never comes.
 */
export const loadKysely = () => loadLater('kysely', import.meta.url) as typeof import('kysely')
