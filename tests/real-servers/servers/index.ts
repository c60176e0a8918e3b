import { ghost } from './ghost/ghost.ts'
import { pds } from './pds/pds.ts'
import type { RealServer } from './real-server.ts'
import { snac } from './snac.ts'
import { wordpress } from './wordpress/wordpress.ts'

export const realServers: readonly RealServer[] = [snac, wordpress, ghost, pds]
