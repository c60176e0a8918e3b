import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { cautionFor, type Caution, type Evidence } from './caution.ts'

const first: Evidence = { deliveries: 1, interruptions: 0, lost: 0, lostBeside: 0 }

suite('how cautiously a job is begun', () => {
  const cases: readonly [string, Partial<Evidence>, Caution][] = [
    ['with no caution the first time', {}, 'none'],
    ['watched when it comes again', { deliveries: 2 }, 'watched'],
    ['watched however often it comes again while nobody was lost', { deliveries: 9 }, 'watched'],
    ['watched after an attempt whose publisher was gone', { interruptions: 1 }, 'watched'],
    ['watched when both is so', { deliveries: 2, interruptions: 1 }, 'watched'],
    ['by itself after two of those', { interruptions: 2 }, 'isolated'],
    ['by itself when one that watched it was lost', { deliveries: 3, lost: 1 }, 'isolated'],
    ['by itself from then on, in later attempts too', { lost: 1 }, 'isolated'],
    ['by itself however many watched it', { deliveries: 9, lost: 7 }, 'isolated'],
    ['by itself when its publisher was lost beside it', { lost: 1, lostBeside: 4 }, 'isolated'],
    ['no more when that is no coincidence', { lost: 1, lostBeside: 5 }, 'given-up'],
  ]
  for (const [name, evidence, caution] of cases)
    test(name, () => assert.equal(cautionFor({ ...first, ...evidence }), caution))
})
