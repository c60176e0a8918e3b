import type { IncomingMessage } from 'node:http'
import type { Flow } from '../fair-queue.ts'
import { strangers } from './work.ts'

/** As much of a path as tells one thing that can be asked for from another. */
const pathMax = 200

/** Whose a request is, and what it asks for: the same whatever its query says. */
export const flowOf = ({ method, url = '' }: IncomingMessage, caller = strangers): Flow => ({
  caller,
  topic: `${method} ${url.slice(0, pathMax).split('?', 1)[0]}`,
})
