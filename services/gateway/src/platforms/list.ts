import { describePlatforms } from '@pressrun/platforms'
import { z } from 'zod'
import { ok, operation } from '../api/index.ts'
import { platform } from './schema.ts'

export const listPlatforms = operation({
  method: 'GET',
  path: '/platforms',
  tag: 'accounts',
  summary: 'The platforms that can be published to',
  responses: { 200: z.array(platform) },
  handler: async () => ok(describePlatforms().map((known) => ({ ...known }) as never)),
})
