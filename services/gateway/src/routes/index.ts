import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'
import { createAccount } from './create-account.ts'
import { getRun } from './get-run.ts'
import { publish } from './publish.ts'

/** Everything under /api/v1. */
export const apiRoutes: readonly ((app: App, gateway: Gateway) => void)[] = [
  createAccount,
  publish,
  getRun,
]
