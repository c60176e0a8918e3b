import { accountLimits } from '@pressrun/events'
import { z } from 'zod'
import { ids } from './ids.ts'

const jsonObject = z.record(z.string(), z.unknown())

export const accountName = z.string().trim().min(1).max(200)
export const settings = jsonObject.describe('what the platform needs; see GET /platforms')
export const credentials = jsonObject.describe('kept sealed, never shown; see GET /platforms')
export const limits = accountLimits.describe('how fast it may publish; absent means no limit')

export const states = ['active', 'paused', 'held'] as const

export const account = z.object({
  id: ids.account,
  projectId: ids.project,
  platform: z.string(),
  name: z.string(),
  state: z.enum(states),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  settings: jsonObject,
  limits,
  blockedUntil: z.iso.datetime().nullable(),
  version: z.int(),
  createdAt: z.iso.datetime(),
})
