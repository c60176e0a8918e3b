import type { FastifyRequest } from 'fastify'

export type Visitor = { account: string; baseUrl: string; request: FastifyRequest }
