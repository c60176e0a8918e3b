import { parseArgs } from 'node:util'
import { adversarialFamilies, type AdversarialFamily } from './families.ts'

export type ContentBenchOptions = {
  readonly families: readonly AdversarialFamily[]
  readonly sizes: readonly number[]
}

/** `npm run bench -- content --only table --sizes 64000,1000000` */
export function readContentOptions(args: string[]): ContentBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      sizes: { type: 'string', default: '64000,1000000' },
    },
  })
  const sizes = values.sizes.split(',').map(Number)
  if (!sizes.every((size) => Number.isInteger(size) && size > 0 && size <= 1_000_000))
    throw new Error(`--sizes is "${values.sizes}": whole numbers up to 1000000`)
  const families = adversarialFamilies.filter(({ name }) => name.includes(values.only))
  return { families, sizes }
}
