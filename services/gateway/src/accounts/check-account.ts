import { findConnector, type Connector, type Installation } from '@pressrun/platforms'
import type { Violation } from '@pressrun/content'
import { Problem } from '../problems/problem.ts'
import { invalid, parsed } from '../problems/validation.ts'

export function connectorOf(platform: string): Connector {
  const connector = findConnector(platform)
  if (connector) return connector
  throw new Problem('unknown-platform', {
    detail: `GET /platforms lists what there is; "${platform}" is not among it.`,
    details: [
      { path: 'platform', code: 'unknown-platform', message: 'There is no such platform.' },
    ],
  })
}

export function checkedSettings(
  connector: Connector,
  value: unknown,
  installation: Installation,
): Record<string, unknown> {
  const settings = parsed(connector.settingsSchema, value, 'settings')
  const violations = connector.checkSettings(settings, installation)
  if (violations.length > 0) throw violated(violations)
  return settings as Record<string, unknown>
}

export const checkedCredentials = (connector: Connector, value: unknown): unknown =>
  parsed(connector.credentialsSchema, value, 'credentials')

/** These codes alone identify the problem; clients react to them. */
const ownProblems = [
  'directory-outside-data-dir',
  'target-not-allowed',
  'secret-in-settings',
  'folder-not-found',
  'not-a-folder',
  'folder-unreadable',
] as const

export function violated(violations: readonly Violation[]): Problem {
  const [only, ...others] = violations
  const code = ownProblems.find((known) => known === only?.code)
  if (!only || !code || others.length > 0) return invalid(violations)
  return new Problem(code, { detail: only.message, details: violations })
}
