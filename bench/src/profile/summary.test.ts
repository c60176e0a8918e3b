import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { selfTimes } from './summary.ts'

suite('where the CPU time went', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 6 })
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('(garbage collector)', '') },
      {
        id: 3,
        callFrame: frame('query', 'file:///x/node_modules/.pnpm/pg@8/node_modules/pg/a.js'),
      },
      { id: 4, callFrame: frame('append', 'file:///x/packages/db/src/log/append.ts') },
    ],
    samples: [1, 4, 3, 4, 2],
    timeDeltas: [9000, 1000, 2500, 1000, 500],
  }

  test('is listed by package, longest first, without idling', () => {
    assert.deepEqual(selfTimes(profile).packages, [
      { where: 'pg', ms: 2.5 },
      { where: 'packages/db', ms: 2 },
      { where: '(garbage collector)', ms: 0.5 },
    ])
  })

  test('is listed by function, with its file and line', () => {
    assert.deepEqual(selfTimes(profile).functions[1], {
      where: 'append packages/db/src/log/append.ts:7',
      ms: 2,
    })
  })
})
