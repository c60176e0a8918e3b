import { suite } from 'node:test'
import { sharedEnvironment } from './support/index.ts'
import { aroundTheInstant } from './schedules/around-the-instant.ts'
import { byItself } from './schedules/by-itself.ts'
import { fromASource } from './schedules/from-a-source.ts'
import { missed } from './schedules/missed.ts'
import { scannedAgain } from './schedules/scanned-again.ts'
import { twoSchedulers } from './schedules/two-schedulers.ts'

suite('publishing by the clock', () => {
  const environment = sharedEnvironment()
  byItself(environment)
  aroundTheInstant(environment)
  twoSchedulers(environment)
  missed(environment)
  fromASource(environment)
  scannedAgain(environment)
})
