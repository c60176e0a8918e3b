import type { Migration } from 'kysely/migration'
import { layoutName } from '../tables/index.ts'
import * as layout from './001-layout.ts'

/** In order. A migration that was released is never edited: a new one follows it. */
export const migrations: Record<string, Migration> = {
  [layoutName]: layout,
}
