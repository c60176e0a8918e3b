import type { PostRequest, PostRecord } from '../bluesky/post-record.ts'
import type { AccountContent, Limit, Violation } from '@pressrun/content'
import type { Article } from '../devto/article.ts'
import type { Files, FilesRequest } from '../feed/render-files.ts'
import type { Status, StatusRequest } from '../mastodon/render-status.ts'
import type { Rejected } from '../outcomes.ts'

export type ValidationRequest = {
  readonly platform: string
  /** With the account's overrides applied. */
  readonly content: AccountContent
  readonly limits?: readonly Limit[] | undefined
}

/** The results of rendering content; input and output can be copied to another thread and back. */
export type RenderTasks = {
  violations(request: ValidationRequest): Violation[]
  'ghost-html'(body: string): string | Rejected
  'wordpress-html'(body: string): string | Rejected
  'bluesky-record'(request: PostRequest): PostRecord | Rejected
  'devto-article'(content: AccountContent): Article | Rejected
  'discord-text'(content: AccountContent): string | Rejected
  'feed-files'(request: FilesRequest): Files | Rejected
  'mastodon-status'(request: StatusRequest): Status | Rejected
  'mastodon-texts'(content: AccountContent): string[] | Rejected
  'slack-text'(content: AccountContent): string | Rejected
}

type TaskName = keyof RenderTasks
type TaskInput<Name extends TaskName> = Parameters<RenderTasks[Name]>[0]
type TaskOutput<Name extends TaskName> = ReturnType<RenderTasks[Name]>

/**
 * Renders without blocking the caller's thread. `Rejected` where rendering would take more time or memory than any
 * content is worth.
 */
export type Render = <Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
) => Promise<TaskOutput<Name> | Rejected>
