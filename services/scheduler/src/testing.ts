// Parts of a scheduler for measurements, and for tests of what it does together with others.
export { Dispatcher } from './lanes/dispatch.ts'
export { fireDueSchedules } from './schedules/fire-due-schedules.ts'
