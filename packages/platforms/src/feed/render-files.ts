import type { PublishJob } from '../contract.ts'
import { renderHtml } from '../markdown/render-html.ts'
import type { Rejected } from '../outcomes.ts'
import { applyOverrides } from '../overrides.ts'
import { renderEntry } from './render-atom.ts'
import { renderPage } from './render-page.ts'
import type { Settings } from './settings.ts'

/** Both files of a task, complete. They are frozen here: a later try writes the same bytes. */
export interface Files {
  page: string
  entry: string
}

export function renderFiles(job: PublishJob<Settings>, url: string): Files | Rejected {
  const content = applyOverrides(job.content, job.overrides)
  const bodyHtml = renderHtml(content.body)
  if (typeof bodyHtml !== 'string') return bodyHtml
  const at = job.plannedAt
  const id = `urn:pressrun:${job.taskId}:${job.generation}`
  return {
    page: renderPage({ content, bodyHtml, feedTitle: job.settings.title, at }),
    entry: renderEntry({ id, url, content, bodyHtml, at }),
  }
}
