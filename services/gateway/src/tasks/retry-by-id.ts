import type { Operation } from '../api/index.ts'
import { retryTask } from './retry.ts'

/** The same as POST /tasks/:id/retry, under another path. */
export const retryTaskById: Operation = { ...retryTask, path: '/tasks/retry/:id' }
