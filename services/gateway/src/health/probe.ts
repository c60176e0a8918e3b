import { healthAnswer, type Health } from '@pressrun/runtime'
import type { Response } from '../api/responses.ts'

const headers = { 'cache-control': 'no-store' }

/** The response to a probe. Probes are open and may be frequent: it may be a second old. */
export async function probe(
  health: Health,
  path: string,
  more: object = {},
): Promise<Response<200 | 503, never>> {
  const found = await healthAnswer(health, path)
  const status = found?.status === 200 ? 200 : 503
  return { status, headers, body: { ...found?.body, ...more } as never }
}
