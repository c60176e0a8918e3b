import type { Refusal } from '@pressrun/events'

type Entry = { readonly status: number; readonly title: string }

/** Every problem this API answers. The codes are part of the contract: they never change. */
export const problems = {
  'validation-failed': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'unknown-platform': { status: 400, title: 'There is no such platform' },
  'directory-outside-data-dir': { status: 400, title: 'The directory is outside the data dir' },
  'target-not-allowed': { status: 400, title: 'The target is private and not allowed' },
  'secret-in-settings': { status: 400, title: 'A secret belongs in the credentials' },
  'account-of-another-project': { status: 400, title: 'An account is of another project' },
  'article-of-another-project': { status: 400, title: 'The article is of another project' },
  unauthenticated: { status: 401, title: 'An API key is needed' },
  'route-not-found': { status: 404, title: 'There is nothing here' },
  'account-not-found': { status: 404, title: 'There is no such account' },
  'article-not-found': { status: 404, title: 'There is no such article' },
  'project-not-found': { status: 404, title: 'There is no such project' },
  'run-not-found': { status: 404, title: 'There is no such run' },
  'task-not-found': { status: 404, title: 'There is no such task' },
  'account-exists': { status: 409, title: 'The account exists' },
  'account-name-taken': { status: 409, title: 'Another account of the project has this name' },
  'project-name-taken': { status: 409, title: 'Another project has this name' },
  'attempt-started': { status: 409, title: 'The attempt has started' },
  'external-id-taken': { status: 409, title: 'Another article has this externalId' },
  'idempotency-key-in-use': { status: 409, title: 'The first request with this key still runs' },
  'run-exists': { status: 409, title: 'The run exists' },
  'run-not-started': { status: 409, title: 'The run was not started' },
  'run-over': { status: 409, title: 'The run is over' },
  'stale-attempt': { status: 409, title: 'The attempt is not the current one' },
  'task-in-flight': { status: 409, title: 'The task is under way' },
  'task-not-queued': { status: 409, title: 'The task is not queued' },
  'task-not-started': { status: 409, title: "The task's run was not started" },
  'task-over': { status: 409, title: 'The task is over' },
  'task-published': { status: 409, title: 'The task is published' },
  'task-unconfirmed': { status: 409, title: 'Whether the task was published is not known' },
  'version-mismatch': { status: 412, title: 'The resource has changed meanwhile' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The URI is too long' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'content-invalid': { status: 422, title: 'A platform would not take this content' },
  'idempotency-key-reused': { status: 422, title: 'The key was used for another request' },
  internal: { status: 500, title: 'Something went wrong here' },
  'database-unavailable': { status: 503, title: 'The database is not available' },
} as const satisfies Record<string, Entry>

export type ProblemCode = keyof typeof problems

/** What the law refuses is said with the law's own word: one that is forgotten does not compile. */
export const refusalProblems: { readonly [Reason in Refusal]: Reason & ProblemCode } = {
  'account-exists': 'account-exists',
  'account-not-found': 'account-not-found',
  'attempt-started': 'attempt-started',
  'run-exists': 'run-exists',
  'run-not-found': 'run-not-found',
  'run-not-started': 'run-not-started',
  'run-over': 'run-over',
  'stale-attempt': 'stale-attempt',
  'task-in-flight': 'task-in-flight',
  'task-not-found': 'task-not-found',
  'task-not-queued': 'task-not-queued',
  'task-not-started': 'task-not-started',
  'task-over': 'task-over',
  'task-published': 'task-published',
  'task-unconfirmed': 'task-unconfirmed',
  'version-mismatch': 'version-mismatch',
}
