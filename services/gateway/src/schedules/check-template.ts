import { articleContent, keepSnapshot, readSnapshot, type Statement } from '@pressrun/db'
import {
  defaultProjectId,
  unreachable,
  type AccountId,
  type ProjectId,
  type ScheduleTemplate,
} from '@pressrun/events'
import { findArticle, findContentSource } from '@pressrun/queries'
import type { Content, Overrides } from '@pressrun/content'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { invalid } from '../problems/validation.ts'
import { checkAccounts, checkOverrides, findAccounts } from '../runs/check-accounts.ts'
import { checkContent } from '../runs/check-content.ts'
import type { TemplateInput } from './schema.ts'

/** A template that can be published today, with what must be stored for it. */
export type CheckedTemplate = {
  readonly template: ScheduleTemplate
  readonly projectId: ProjectId
  /** The content it would publish now; undefined when only its firing decides. */
  readonly content: Content | undefined
  readonly extraStatements: readonly Statement[]
}

/** Finds what the template names. An unknown name is an error of the body: 400. */
export async function checkTemplate(
  { database }: Gateway,
  input: TemplateInput,
  projectId: ProjectId | undefined,
): Promise<CheckedTemplate> {
  if (input.articleId !== undefined) {
    const article = await findArticle(database, input.articleId)
    if (!article) throw missing('articleId', 'article-not-found', 'There is no such article.')
    if (projectId !== undefined && projectId !== article.projectId)
      throw new Problem('article-of-another-project')
    const template = { kind: 'article', articleId: article.id } as const
    return {
      template,
      projectId: article.projectId,
      content: articleContent(article),
      extraStatements: [],
    }
  }
  if (input.contentSourceId !== undefined) {
    const source = await findContentSource(database, input.contentSourceId)
    if (!source || (projectId !== undefined && projectId !== source.projectId))
      throw missing('contentSourceId', 'source-not-found', 'There is no such content source.')
    const template = { kind: 'source', sourceId: source.id } as const
    return { template, projectId: source.projectId, content: undefined, extraStatements: [] }
  }
  const { content } = input
  if (!content) throw missing('content', 'validation-failed', 'is needed')
  const { sha256: snapshot, statement } = keepSnapshot(content)
  return {
    template: { kind: 'content', snapshot, title: content.title },
    projectId: projectId ?? defaultProjectId,
    content,
    extraStatements: [statement],
  }
}

/**
 * The content a previously checked template publishes now. Undefined when only its firing decides, and for a deleted
 * article: such a schedule can still be changed, so that it can be given another template.
 */
export async function templateContent(
  { database }: Gateway,
  template: ScheduleTemplate,
): Promise<Content | undefined> {
  switch (template.kind) {
    case 'article': {
      const article = await findArticle(database, template.articleId)
      return article && articleContent(article)
    }
    case 'content':
      return readSnapshot(database, template.snapshot)
    case 'source':
      return undefined
    default:
      return unreachable(template)
  }
}

function missing(
  field: string,
  code: 'article-not-found' | 'source-not-found' | 'validation-failed',
  message: string,
): Problem {
  const details = [{ path: `template.${field}`, code, message }]
  return code === 'validation-failed'
    ? invalid(details)
    : new Problem(code, { status: 400, details })
}

/** The accounts must exist, in this project, and accept what is published now. */
export async function checkTargets(
  { database, render }: Gateway,
  {
    accountIds,
    overrides,
    projectId,
    content,
  }: {
    readonly accountIds: readonly AccountId[]
    readonly overrides: Readonly<Record<AccountId, Overrides>>
    readonly projectId: ProjectId
    readonly content: Content | undefined
  },
): Promise<void> {
  checkOverrides(overrides, accountIds)
  const accounts = await findAccounts(database, accountIds)
  checkAccounts(accountIds, accounts, projectId)
  if (content)
    await checkContent(content, accountIds, accounts, { overrides, render, strict: true })
}
