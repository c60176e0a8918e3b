import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PublishJob } from '../contract.ts'
import type { Settings } from './settings.ts'
import { siteFile } from './site-file.ts'

/** Depends on the task and its generation alone, so a repeat writes to the first page. */
export function pageName(job: PublishJob<Settings>): string {
  return `${job.taskId}.${job.generation}.html`
}

export function pageUrl(job: PublishJob<Settings>, dataDir: string): string {
  const { siteUrl, directory } = job.settings
  if (siteUrl !== undefined) return siteFile(siteUrl, pageName(job))
  return pathToFileURL(resolve(dataDir, directory, pageName(job))).href
}
