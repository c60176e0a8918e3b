/** What lists and answers tell of a task, of `task_states`. */
export const taskColumns = `
  id version status run_id project_id account_id platform priority attempt counted_attempts generation due_at
  eligible_at attempt_at first_attempt_at in_doubt checks cancel_requested remote_id url error`
  .trim()
  .split(/\s+/)
  .map((column) => `tasks.${column}`)
  .join(', ')
