import type {
  AccountId,
  Intent,
  ProjectId,
  RunId,
  TaskError,
  TaskId,
  TaskStatus,
} from '@pressrun/events'

/** Tasks, and the rows by which they move. Instants are ISO 8601 text. */
export type TasksTables = {
  /** A task while it is not on its way: of one that is, what it was when it went out. */
  tasks: TaskColumns & {
    /** The status of what neither waits to go out nor is on its way nor was published. */
    aside: AsideStatus | null
    /** Of an unconfirmed task: when the platform is asked next; null: never by itself. */
    next_check_at: string | null
  }
  /** A view: a task as it is, also while it is on its way. */
  task_states: TaskColumns
  /** A row for each queued task that waits for no instant. */
  queue: Waiting
  /** A row for each queued task that is not to go out before an instant. */
  timed: Waiting & { eligible_at: string }
  /** A row for each task with an attempt under way: that it is there is what makes it running. */
  running: {
    task_id: TaskId
    account_id: AccountId
    version: number
    attempt: number
    attempt_at: string
    generation: number
    intent: Intent | null
    cancel_requested: boolean
  }
  /** Publishers that have begun a task's job when it may have cost another one its life already. */
  job_beginnings: {
    task_id: TaskId
    publisher: number
    /** In a process of its own, which may die without the publisher. */
    isolated: boolean
    begun_at: string
  }
}

type AsideStatus = Exclude<TaskStatus, 'queued' | 'running' | 'published'>

/** What is needed to put a task into its lane, and to send it. */
type Waiting = {
  account_id: AccountId
  priority: number
  due_at: string
  task_id: TaskId
  version: number
  attempt: number
  generation: number
}

type TaskColumns = {
  id: TaskId
  version: number
  status: TaskStatus
  run_id: RunId
  project_id: ProjectId
  account_id: AccountId
  platform: string
  priority: number
  attempt: number
  counted_attempts: number
  generation: number
  due_at: string | null
  eligible_at: string | null
  attempt_at: string | null
  first_attempt_at: string | null
  intent: Intent | null
  in_doubt: boolean
  checks: number
  retry_request: string | null
  cancel_requested: boolean
  remote_id: string | null
  url: string | null
  error: TaskError | null
  overrides: Record<string, unknown> | null
}
