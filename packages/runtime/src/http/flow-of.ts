import type { IncomingMessage } from 'node:http'
import type { Flow } from '../fair-queue.ts'
import { strangers } from './work.ts'

/** The length of a path's beginning that distinguishes topics. */
const pathMax = 200

/** The caller and topic of a request: the same for any query. */
export const flowOf = ({ method, url = '' }: IncomingMessage, caller = strangers): Flow => ({
  caller,
  topic: `${method} ${url.slice(0, pathMax).split('?', 1)[0]}`,
})
