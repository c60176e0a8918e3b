import { postRecord, type PostRequest } from '../bluesky/post-record.ts'
import { connectors } from '../registry.ts'
import { renderFiles, type FilesRequest } from '../feed/render-files.ts'
import { renderHtml } from '@pressrun/content'
import { articleOrRefusal as devtoArticle } from '../devto/article.ts'
import { ghostHtml } from '../ghost/html.ts'
import { wordpressHtml } from '../wordpress/html.ts'
import { renderStatus, statusTexts, type StatusRequest } from '../mastodon/render-status.ts'
import { messageOrRefusal as discordText } from '../discord/message.ts'
import { messageOrRefusal as slackText } from '../slack/message.ts'
import type { RenderTasks, ValidationRequest } from './render.ts'

const mapHtml = <Refusal>(html: string | Refusal, print: (html: string) => string) =>
  typeof html === 'string' ? print(html) : html

/** The tasks of a renderer: pure functions of texts that people and strangers write. */
export const renderTasks: RenderTasks = {
  violations: ({ platform, content, limits }: ValidationRequest) =>
    connectors.get(platform)?.validate(content, limits) ?? [],
  'ghost-html': (body: string) => mapHtml(renderHtml(body), ghostHtml),
  'wordpress-html': (body: string) => mapHtml(renderHtml(body), wordpressHtml),
  'bluesky-record': (request: PostRequest) => postRecord(request),
  'feed-files': (request: FilesRequest) => renderFiles(request),
  'mastodon-status': (request: StatusRequest) => renderStatus(request),
  'mastodon-texts': statusTexts,
  'devto-article': devtoArticle,
  'discord-text': discordText,
  'slack-text': slackText,
}
