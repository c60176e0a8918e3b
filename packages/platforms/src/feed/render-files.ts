import { renderHtml, type Content } from '@pressrun/content'
import type { Rejected } from '../outcomes.ts'
import { renderEntry } from './render-atom.ts'
import { renderPage } from './render-page.ts'

/** Both files of a task, complete. They are frozen here: a later try writes the same bytes. */
export type Files = {
  readonly page: string
  readonly entry: string
}

export type FilesRequest = {
  readonly taskId: string
  readonly generation: number
  /** With the account's overrides applied. */
  readonly content: Content
  readonly feedTitle: string
  readonly url: string
  readonly at: Date
}

export function renderFiles(order: FilesRequest): Files | Rejected {
  const { content, feedTitle, url, at } = order
  const bodyHtml = renderHtml(content.body)
  if (typeof bodyHtml !== 'string') return bodyHtml
  const id = `urn:pressrun:${order.taskId}:${order.generation}`
  return {
    page: renderPage({ content, bodyHtml, feedTitle, at }),
    entry: renderEntry({ id, url, content, bodyHtml, at }),
  }
}
