import { findSystemJob, type SystemJobRow } from '@pressrun/queries'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'

export async function requireJob({ database }: Gateway, name: string): Promise<SystemJobRow> {
  const job = await findSystemJob(database, name)
  if (!job) throw new Problem('job-not-found')
  return job
}
