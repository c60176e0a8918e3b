import { allFaults } from '../faults.ts'
import { allSteps } from '../steps.ts'
import { platformFakes } from '../platforms/index.ts'

const platform = { enum: platformFakes.map((fake) => fake.platform) }
const fault = { enum: allFaults }
const step = { enum: allSteps }
const account = { type: 'string', minLength: 1, maxLength: 200 }

const timesMax = 1_000_000

/** One kind of fault for the next requests. */
export const faultSchema = {
  type: 'object',
  required: ['platform', 'fault'],
  additionalProperties: false,
  properties: {
    platform,
    fault,
    step,
    account,
    times: { type: 'integer', minimum: 1, maximum: timesMax },
  },
}

export const planSchema = {
  type: 'object',
  required: ['seed', 'share', 'faults'],
  additionalProperties: false,
  properties: {
    seed: { type: 'integer' },
    share: { type: 'number', minimum: 0, maximum: 1 },
    faults: { type: 'array', items: fault, minItems: 1 },
    platforms: { type: 'array', items: platform },
    steps: { type: 'array', items: step },
  },
}

export const postsQuerySchema = {
  type: 'object',
  additionalProperties: false,
  properties: { platform, account },
}

export const accountParamsSchema = {
  type: 'object',
  required: ['platform', 'name'],
  properties: { platform, name: account },
}
