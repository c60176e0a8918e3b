import { createApiClient } from '../../api/api-client.ts'
import { findApiTarget, type TargetOptions } from '../../api/api-target.ts'
import { scheduled, type Run } from '../../api/run.ts'
import { OperatorError } from '../../operator-error.ts'
import type { Environment } from '../../up/up-settings.ts'
import { visible } from '../../visible.ts'
import { namesIn, readContent } from './content-file.ts'
import { resolveAccounts } from './accounts.ts'
import { readScheduledAt } from './scheduled-at.ts'
import { watchToEnd } from './watch-to-end.ts'

export type PublishOptions = TargetOptions & { to: string; at?: string; watch?: boolean }

/** A watcher outlives a restart of the gateway. */
const watchPatienceMs = 30_000

/** Publishes a Markdown file. With `--watch` the exit code is the outcome. */
export async function publishCommand(
  file: string,
  options: PublishOptions,
  env: Environment,
): Promise<void> {
  const wanted = namesIn(options.to)
  if (wanted.length === 0) throw new OperatorError('--to names no account: write --to NAME,NAME')
  const { content, notBefore } = await readContent(file)
  if (options.at === undefined) refuseEarly(file, notBefore)
  const when = options.at === undefined ? {} : readScheduledAt(options.at, Date.now())
  const target = findApiTarget(options, env)
  const api = createApiClient(target)
  const accountIds = await resolveAccounts(api, wanted)
  const run = await api.post<Run>('/publish', { content, accountIds, ...when })
  process.stdout.write(
    `${run.id}: "${visible(content.title ?? file)}" to ${counted(accountIds.length, 'account')}${scheduled(run)}\n`,
  )
  if (options.watch !== true) {
    process.stdout.write(`see how it goes: npx pressrun run show ${run.id}\n`)
    return
  }
  await watchToEnd(createApiClient({ ...target, patienceMs: watchPatienceMs }), run.id)
}

/** A date that lies ahead delays the file, as in a folder; an explicit time goes first. */
function refuseEarly(file: string, notBefore: Date | undefined): void {
  if (!notBefore || notBefore.getTime() <= Date.now()) return
  const at = notBefore.toISOString()
  throw new OperatorError(
    `${file} is dated ${at}: publish it then, with --at ${at}, or at another time`,
  )
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
