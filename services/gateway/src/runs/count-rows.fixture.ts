import type { TestGateway } from '../gateway.fixture.ts'

/** Shows that a refusal has left nothing behind. */
export async function countRows({ gateway }: TestGateway) {
  const { rows } = await gateway.database.pool.query(
    `select (select count(*) from events) as events, (select count(*) from runs) as runs,
      (select count(*) from tasks) as tasks, (select count(*) from snapshots) as snapshots`,
  )
  return rows[0]
}
