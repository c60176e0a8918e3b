import { listSchedules } from '@pressrun/db/queries'
import { z } from 'zod'
import { scheduleAnswer, toSchedule } from '../answers/schedule.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { idParam, ids } from '../api/ids.ts'
import { listAnswer, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { newSchedule, schedule } from '../schemas/schedule.ts'
import { etagOf } from '../api/versions.ts'
import { createSchedule } from '../schedules/create-schedule.ts'
import { existingSchedule } from '../schedules/existing-schedule.ts'

const tags = ['schedules']

const query = z.strictObject({
  ...pageQuery,
  projectId: ids.project.optional(),
  state: schedule.shape.state.optional(),
})

export function schedules(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/schedules',
    schema: {
      operationId: 'createSchedule',
      summary: 'Publish on a recurring schedule: a cron expression in a time zone',
      description:
        'A local time that the clocks skip fires at the moment they skip it; one that occurs twice fires the first time.',
      tags,
      body: newSchedule,
      response: { 201: schedule },
    },
    handler: async (request, reply) => {
      const row = await createSchedule(gateway, request, request.body)
      return reply
        .code(201)
        .headers({ location: `/api/v1/schedules/${row.id}`, etag: etagOf(row.version) })
        .send(await scheduleAnswer(gateway, row))
    },
  })
  app.route({
    method: 'GET',
    url: '/schedules',
    schema: {
      operationId: 'listSchedules',
      summary: 'The schedules, newest first',
      tags,
      querystring: query,
      response: { 200: listOf(schedule) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.schedule)
      const found = await listSchedules(gateway.database, { ...page, ...filter })
      return listAnswer(found, (row) => toSchedule(row, gateway.now()))
    },
  })
  app.route({
    method: 'GET',
    url: '/schedules/:id',
    schema: {
      operationId: 'getSchedule',
      summary: 'A schedule, its last run and its next ones',
      tags,
      params: idParam(ids.schedule),
      response: { 200: schedule },
    },
    handler: async (request, reply) => {
      const row = await existingSchedule(gateway, request.params.id)
      return reply.header('etag', etagOf(row.version)).send(await scheduleAnswer(gateway, row))
    },
  })
}
