import type { Answer } from '../../platform-fake.ts'

export const refuse = (status: number, error: string, message: string): Answer => ({
  status,
  body: { error, message },
})
