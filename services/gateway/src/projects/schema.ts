import { z } from 'zod'
import { ids } from '../api/ids.ts'

export const project = z.object({
  id: ids.project,
  name: z.string(),
  version: z.int(),
  createdAt: z.iso.datetime(),
})

export const projectBody = z.strictObject({ name: z.string().trim().min(1).max(200) })
