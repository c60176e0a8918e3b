/**
 * For one machine that also does other work: little memory, few wake-ups when idle, and full durability. Every commit
 * is on disk before it is confirmed; the whole system's promise depends on it.
 */
export const postgresSettings: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Pressrun uses up to 23; memory is reserved for each possible one.
  max_connections: '50',
  // Nothing here is serializable, which is what these are for.
  max_pred_locks_per_transaction: '10',
  shared_buffers: '64MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  random_page_cost: '1.1',
  max_wal_size: '1GB',
  min_wal_size: '80MB',
  checkpoint_timeout: '15min',
  autovacuum: 'on',
  // No more than may run at once.
  autovacuum_worker_slots: '3',
  // Queries are short and many: compiling or spreading one costs more than running it.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  // Each of these would be one more idle process, for a feature Pressrun does not use.
  io_method: 'sync',
  // Slots for concurrent reads and writes; a process that does synchronous I/O has one under way.
  io_max_concurrency: '4',
  max_logical_replication_workers: '0',
  max_worker_processes: '4',
  max_wal_senders: '2',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_checkpoints: 'off',
  logging_collector: 'off',
  // A refused append (a version conflict) is routine, not an event for the log.
  log_min_error_statement: 'panic',
}

/** For tests that discard their cluster: nothing survives a power failure, everything is fast. */
export const throwawaySettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

export function asArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
