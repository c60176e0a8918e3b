import type { Handled, Request } from '@pressrun/db'
import type { EventMeta, ProjectId, Refusal } from '@pressrun/events'
import type { ApiKey } from '@pressrun/vault'
import { activeTraceparent } from '@pressrun/runtime'
import type { FastifyRequest } from 'fastify'
import type { Gateway } from '../gateway.ts'
import { refused } from '../problems/problem.ts'

/** The key that a request came with; everything under /api/v1 has one. */
export function apiKeyOf({ apiKey }: FastifyRequest): ApiKey {
  if (!apiKey) throw new Error('a route under /api/v1 was reached without a key')
  return apiKey
}

/** The meta of events that this request causes. */
export const metaOf = (request: FastifyRequest, projectId: ProjectId): EventMeta => ({
  projectId,
  ...callerOf(request),
})

export const callerOf = (request: FastifyRequest): Omit<EventMeta, 'projectId'> => ({
  actor: request.apiKey?.user ?? 'nobody',
  correlationId: request.id,
  traceparent: activeTraceparent(),
})

/** Executes a command. Returns whether anything happened; a refusal ends the request. */
export async function execute({ handle }: Gateway, request: Request): Promise<boolean> {
  const handled = await handle(request)
  if (handled.kind === 'refused') throw refused(handled.reason)
  return handled.kind === 'events'
}

/**
 * Executes a command that creates something. It may exist already, from an earlier try of this request: of all
 * refusals, `exists` alone does not end the request.
 */
export async function executeOnce(
  { handle }: Gateway,
  request: Request,
  exists: Refusal,
): Promise<Handled> {
  const handled = await handle(request)
  if (handled.kind === 'refused' && handled.reason !== exists) throw refused(handled.reason)
  return handled
}

/** The id generator for what this request creates: a repeated try of it makes the same ids. */
export const newIdOf = (request: FastifyRequest, { newId }: Gateway) =>
  request.claimed?.newId ?? newId
